import type { Attrs, DType, Node, Place, Tensor, TensorShape } from './node.js';

/** Gradient with respect to an output or input; undefined if the loss does not depend on it. */
export type Gradient = Tensor | undefined;

/**
 * Computes the gradients with respect to a node's inputs from the gradients with respect to its outputs.
 *
 * @param dy One gradient per output.
 * @param wanted Whether each input needs a gradient. The images that the first layer takes do not.
 * @returns One gradient per input; undefined for an input without a gradient (an index, a shape, a mask) and for one that
 *   is not wanted.
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

/** What a node may have besides its operation and inputs. */
export interface NodeOptions {
  readonly attrs?: Attrs;
  /** The operation's name by default. */
  readonly name?: string | undefined;
  /** Nodes that must run before this one. */
  readonly controls?: readonly Node[];
  /** Replaces the gradient rule of the operation. */
  readonly gradient?: GradientRule | 'none' | undefined;
}

/** A TensorFlow graph under construction. Its nodes are in topological order: each follows its inputs. */
export class Graph {
  readonly nodes: Node[] = [];
  /**
   * Gradient rules that replace the operation's own. If several nodes are differentiated as one, the last has the rule for
   * all of them, and the others have `none`.
   */
  readonly gradients = new Map<Node, GradientRule | 'none'>();
  /** Every name in use, with the number that the next node of that name gets. */
  readonly #names = new Map<string, number>();
  #scope = '';
  #place: Place | undefined;

  /** Prefixes the names of the nodes that `body` adds with `scope/`. Scopes nest. */
  scoped<T>(scope: string, body: () => T): T {
    const outer = this.#scope;
    this.#scope = `${outer}${scope}/`;
    try {
      return body();
    } finally {
      this.#scope = outer;
    }
  }

  /** Sets the place of the nodes that `body` adds. The innermost call counts. */
  placed<T>(place: Place | undefined, body: () => T): T {
    const outer = this.#place;
    this.#place = place;
    try {
      return body();
    } finally {
      this.#place = outer;
    }
  }

  /** Adds a node with any number of outputs. Its name is `scope/name`, with a number appended if that is taken. */
  add(
    op: string,
    inputs: readonly Tensor[],
    {
      attrs = {},
      outputs = [],
      name = op,
      controls = [],
      gradient,
    }: NodeOptions & { readonly outputs?: readonly OutputType[] } = {},
  ): Node {
    const tensors: Tensor[] = [];
    const node: Node = {
      name: this.#unique(`${this.#scope}${name}`),
      op,
      inputs,
      controls,
      attrs,
      ...(this.#place === undefined ? {} : { place: this.#place }),
      outputs: tensors,
    };
    outputs.forEach((output, index) => tensors.push({ node, index, ...output }));
    this.nodes.push(node);
    if (gradient) this.gradients.set(node, gradient);
    return node;
  }

  /** Adds a node with one output and returns that output. */
  op(op: string, inputs: readonly Tensor[], { dtype, shape, ...options }: NodeOptions & OutputType): Tensor {
    return this.add(op, inputs, { ...options, outputs: [{ dtype, shape }] }).outputs[0]!;
  }

  #unique(name: string): string {
    let number = this.#names.get(name) ?? 0;
    let unique = number === 0 ? name : `${name}_${number}`;
    while (this.#names.has(unique)) unique = `${name}_${++number}`;
    this.#names.set(name, number + 1).set(unique, unique === name ? number + 1 : 1);
    return unique;
  }
}
