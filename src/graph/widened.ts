import type { CompiledGraph, Signature } from './compiled.js';
import { Graph } from './graph.js';
import { isFloat, type Node, type Tensor } from './node.js';
import { cast } from './ops/cast.js';
import { verify } from './verify.js';

/** Operations that sum many products. */
const CONTRACTIONS: ReadonlySet<string> = new Set([
  'Conv2D',
  'Conv2DBackpropFilter',
  'Conv2DBackpropInput',
  'DepthwiseConv2dNative',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'MatMul',
]);

/**
 * The same graph with every bfloat16 convolution and matrix product computed in float32, between casts. Products of bfloat16
 * numbers are exact in float32, so the results are those of bfloat16 units, which also sum in float32, but for the order of
 * sums. TensorFlow's own kernels for processors without oneDNN's sum in bfloat16: a sum of ones stops at 256.
 */
export function widened<Name extends string>({
  graph,
  signatures,
}: CompiledGraph<Name>): CompiledGraph<Name> {
  if (!graph.nodes.some(isNarrow)) return { graph, signatures };
  const copy = new Graph();
  const tensors = new Map<Tensor, Tensor>();
  const nodes = new Map<Node, Node>();
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => tensors.get(input)!);
    const controls = node.controls.map((control) => nodes.get(control)!);
    const added = isNarrow(node)
      ? addWide(copy, node, inputs, controls)
      : addSame(copy, node, inputs, controls);
    nodes.set(node, added);
    node.outputs.forEach((output, index) => tensors.set(output, added.outputs[index]!));
  }
  verify(copy);
  const mapped = Object.entries<Signature>(signatures).map(([name, { inputs, outputs }]) => [
    name,
    { inputs: mapTensors(inputs, tensors), outputs: mapTensors(outputs, tensors) },
  ]);
  return { graph: copy, signatures: Object.fromEntries(mapped) as Record<Name, Signature> };
}

function isNarrow({ op, outputs }: Node): boolean {
  return CONTRACTIONS.has(op) && outputs[0]?.dtype === 'bfloat16';
}

function addSame(graph: Graph, node: Node, inputs: readonly Tensor[], controls: readonly Node[]): Node {
  const { op, name, attrs } = node;
  const outputs = node.outputs.map(({ dtype, shape }) => ({ dtype, shape }));
  return graph.add(op, inputs, { name, attrs, controls, outputs });
}

function addWide(graph: Graph, node: Node, inputs: readonly Tensor[], controls: readonly Node[]): Node {
  const product = graph.scoped(node.name, () => {
    const wide = inputs.map((input) => (isFloat(input.dtype) ? cast(graph, input, 'float32') : input));
    return graph.op(node.op, wide, {
      attrs: { ...node.attrs, T: { type: 'float32' } },
      controls,
      dtype: 'float32',
      shape: node.outputs[0]!.shape,
    });
  });
  return cast(graph, product, 'bfloat16').node;
}

function mapTensors(
  tensors: Readonly<Record<string, Tensor>>,
  found: ReadonlyMap<Tensor, Tensor>,
): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, found.get(tensor)!]));
}
