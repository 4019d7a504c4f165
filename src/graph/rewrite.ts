import type { CompiledGraph, Signature } from './compiled.js';
import { Graph } from './graph.js';
import type { Node, Tensor } from './node.js';
import { verify } from './verify.js';

/** A node of the old graph, with its inputs and controls in the new one. */
export interface Rewriting {
  readonly node: Node;
  readonly inputs: readonly Tensor[];
  readonly controls: readonly Node[];
  /** A tensor of an earlier node in the new graph. */
  readonly mapped: (tensor: Tensor) => Tensor;
}

/** Adds what stands for a node in the new graph and returns its outputs. Undefined if the node stays as it is. */
export type Rule = (graph: Graph, rewriting: Rewriting) => readonly Tensor[] | undefined;

/**
 * The same computation with other nodes. Each node is replaced by the first rule that applies to it. Digests are those of the
 * graph before: how a device computes it does not make it another experiment.
 */
export function rewritten<Name extends string>(
  { graph, signatures }: CompiledGraph<Name>,
  rules: readonly Rule[],
): CompiledGraph<Name> {
  const copy = new Graph();
  const tensors = new Map<Tensor, Tensor>();
  const nodes = new Map<Node, Node>();
  const mapped = (tensor: Tensor) => tensors.get(tensor)!;
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(mapped);
    const controls = node.controls.map((control) => nodes.get(control)!);
    const rewriting = { node, inputs, controls, mapped };
    const outputs = copy.placed(node.place, () => firstOf(rules, copy, rewriting));
    const added = outputs?.[0]?.node ?? copy.placed(node.place, () => addSame(copy, rewriting));
    nodes.set(node, added);
    node.outputs.forEach((output, index) => tensors.set(output, (outputs ?? added.outputs)[index]!));
  }
  verify(copy);
  const renewed = Object.entries<Signature>(signatures).map(([name, { inputs, outputs }]) => [
    name,
    { inputs: mapTensors(inputs, mapped), outputs: mapTensors(outputs, mapped) },
  ]);
  return { graph: copy, signatures: Object.fromEntries(renewed) as Record<Name, Signature> };
}

function firstOf(rules: readonly Rule[], graph: Graph, rewriting: Rewriting): readonly Tensor[] | undefined {
  for (const rule of rules) {
    const outputs = rule(graph, rewriting);
    if (outputs !== undefined) return outputs;
  }
  return undefined;
}

function addSame(graph: Graph, { node, inputs, controls }: Rewriting): Node {
  const { op, name, attrs } = node;
  const outputs = node.outputs.map(({ dtype, shape }) => ({ dtype, shape }));
  return graph.add(op, inputs, { name, attrs, controls, outputs });
}

function mapTensors(
  tensors: Readonly<Record<string, Tensor>>,
  mapped: Rewriting['mapped'],
): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, mapped(tensor)]));
}
