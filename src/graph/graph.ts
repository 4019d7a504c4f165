import type { Attrs, DType, Node, Tensor, TensorShape } from './node.js';

/** Gradient with respect to an output or input; undefined where the loss does not depend on it. */
export type Gradient = Tensor | undefined;

/**
 * Gradients with respect to a node's inputs from those with respect to its outputs (`dy`, one an output).
 * Nothing for an input means that it has no gradient (an index, a shape, a mask), or that it is not `wanted`: the images
 * of a first layer, for one.
 */
export type GradientRule = (
  graph: Graph,
  node: Node,
  dy: readonly Gradient[],
  wanted: readonly boolean[],
) => readonly Gradient[];

export interface OutputType {
  readonly dtype: DType;
  readonly shape: TensorShape;
}

export interface NodeOptions {
  readonly name?: string;
  readonly controls?: readonly Node[];
  readonly gradient?: GradientRule | 'none';
}

/** A TensorFlow graph under construction. Nodes are kept in an order in which each follows its inputs. */
export class Graph {
  readonly nodes: Node[] = [];
  /**
   * Rules in place of an operation's own. Of several nodes that are differentiated as one, the last has the rule for all of
   * them and the others have `none`.
   */
  readonly gradients = new Map<Node, GradientRule | 'none'>();
  /** Every name in use, and the number that the next node of that name gets. */
  readonly #names = new Map<string, number>();
  #scope = '';

  /** Names of the nodes added by `body` begin with `scope/`; scopes nest. */
  scoped<T>(scope: string, body: () => T): T {
    const outer = this.#scope;
    this.#scope = `${outer}${scope}/`;
    try {
      return body();
    } finally {
      this.#scope = outer;
    }
  }

  /** Adds a node. Its name is the scope and `name` (by default the operation's), numbered where it is taken. */
  add(
    op: string,
    inputs: readonly Tensor[],
    attrs: Attrs,
    outputs: readonly OutputType[],
    options: NodeOptions = {},
  ): Node {
    const types: Tensor[] = [];
    const node: Node = {
      name: this.#unique(`${this.#scope}${options.name ?? op}`),
      op,
      inputs,
      controls: options.controls ?? [],
      attrs,
      outputs: types,
    };
    outputs.forEach((output, index) => types.push({ node, index, ...output }));
    this.nodes.push(node);
    if (options.gradient) this.gradients.set(node, options.gradient);
    return node;
  }

  /** Adds a node with one output and returns that. */
  op(
    op: string,
    inputs: readonly Tensor[],
    attrs: Attrs,
    output: OutputType,
    options: NodeOptions = {},
  ): Tensor {
    return this.add(op, inputs, attrs, [output], options).outputs[0]!;
  }

  #unique(name: string): string {
    let number = this.#names.get(name) ?? 0;
    let unique = number === 0 ? name : `${name}_${number}`;
    while (this.#names.has(unique)) unique = `${name}_${++number}`;
    this.#names.set(name, number + 1).set(unique, unique === name ? number + 1 : 1);
    return unique;
  }
}
