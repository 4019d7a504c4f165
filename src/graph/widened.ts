import { isFloat, type Node } from './node.js';
import { cast } from './ops/cast.js';
import type { Rule } from './rewrite.js';

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
 * Computes every bfloat16 convolution and matrix product in float32, between casts. Products of bfloat16 numbers are exact in
 * float32, so the results are those of bfloat16 units, which also sum in float32, but for the order of sums. TensorFlow's own
 * kernels for processors without oneDNN's sum in bfloat16: a sum of ones stops at 256.
 */
export const widened: Rule = (graph, { node, inputs, controls }) => {
  if (!isNarrow(node)) return undefined;
  const product = graph.scoped(node.name, () => {
    const wide = inputs.map((input) => (isFloat(input.dtype) ? cast(graph, input, 'float32') : input));
    return graph.op(node.op, wide, {
      attrs: { ...node.attrs, T: { type: 'float32' } },
      controls,
      dtype: 'float32',
      shape: node.outputs[0]!.shape,
    });
  });
  return [cast(graph, product, 'bfloat16')];
};

function isNarrow({ op, outputs }: Node): boolean {
  return CONTRACTIONS.has(op) && outputs[0]?.dtype === 'bfloat16';
}
