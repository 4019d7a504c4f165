import type { Graph } from './graph.js';
import { sameShape } from '../common/shapes.js';
import { isFloat, shapeText, tensorName, type Node, type Tensor } from './node.js';
import { operations } from './registry.js';
import { addN } from './ops/arithmetic.js';
import { scalar } from './ops/constant.js';

/**
 * Adds the gradients of the scalar `loss` with respect to `targets`, by reverse accumulation over the nodes between them.
 *
 * No gradient is dropped silently: a node between them without a gradient rule, and a rule that omits such an input or
 * returns a wrong shape, are errors that name the node.
 *
 * @param factor Multiplies every gradient.
 * @throws {Error}
 */
export function backprop(graph: Graph, loss: Tensor, targets: readonly Tensor[], factor = 1): Tensor[] {
  const between = nodesBetween(graph, targets);
  const targetNodes = new Set(targets.map(({ node }) => node));
  const gradients = new Map<Node, Tensor[][]>();
  contribute(gradients, loss, scalar(graph, factor, 'dLoss'));
  for (const node of [...graph.nodes].reverse()) {
    const received = gradients.get(node);
    if (!received || !between.has(node) || targetNodes.has(node)) continue;
    const dy = node.outputs.map((output) => total(graph, received[output.index]));
    const wanted = node.inputs.map(({ node: before, dtype }) => between.has(before) && isFloat(dtype));
    const dx = graph.scoped(node.name, () => gradientOf(graph, node, dy, wanted));
    node.inputs.forEach((input, position) => {
      if (!wanted[position]) return;
      const gradient = dx[position];
      if (!gradient) {
        throw new Error(`${node.name}: ${node.op} has no gradient for its input ${tensorName(input)}`);
      }
      checkShape(node, input, gradient);
      contribute(gradients, input, gradient);
    });
  }
  return targets.map((target) => {
    const gradient = total(graph, gradients.get(target.node)?.[target.index]);
    if (!gradient)
      throw new Error(`the loss does not depend on ${target.node.inputs[0]?.node.name ?? target.node.name}`);
    return gradient;
  });
}

/** The targets' nodes and all nodes that depend on them, except those that a later node's rule accounts for. */
function nodesBetween(graph: Graph, targets: readonly Tensor[]): Set<Node> {
  const between = new Set(targets.map((target) => target.node));
  for (const node of graph.nodes) {
    if (graph.gradients.get(node) !== 'none' && node.inputs.some((input) => between.has(input.node)))
      between.add(node);
  }
  return between;
}

/** Gradients with respect to a node's inputs, by the node's own rule or else its operation's. */
function gradientOf(
  graph: Graph,
  node: Node,
  dy: readonly (Tensor | undefined)[],
  wanted: readonly boolean[],
): readonly (Tensor | undefined)[] {
  const rule = graph.gradients.get(node) ?? operations.get(node.op)?.gradient;
  if (!rule || rule === 'none') throw new Error(`${node.name}: operation ${node.op} has no gradient`);
  return rule(graph, node, dy, wanted);
}

function contribute(gradients: Map<Node, Tensor[][]>, tensor: Tensor, gradient: Tensor): void {
  const outputs = gradients.get(tensor.node) ?? tensor.node.outputs.map(() => []);
  outputs[tensor.index]!.push(gradient);
  gradients.set(tensor.node, outputs);
}

function total(graph: Graph, terms: readonly Tensor[] | undefined): Tensor | undefined {
  return terms && terms.length > 0 ? addN(graph, terms) : undefined;
}

function checkShape(node: Node, input: Tensor, gradient: Tensor): void {
  if (sameShape(input.shape, gradient.shape)) return;
  throw new Error(
    `${node.name}: the gradient of ${node.op} has shape ${shapeText(gradient.shape)}, its input ${shapeText(input.shape)}`,
  );
}
