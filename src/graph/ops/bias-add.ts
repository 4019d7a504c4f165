import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { cast } from './cast.js';

export const BiasAdd: OpDefinition = {
  op: 'BiasAdd',
  inputs: ['float', 'float'],
  outputs: 1,
  attrs: ['T', 'data_format'],
  gradient: (graph, node, [dy]) => {
    const bias = node.inputs[1];
    if (!dy || !bias) return [];
    // TensorFlow's CPU kernel would sum in bfloat16: a sum of ones stops at 256.
    const sum = graph.op('BiasAddGrad', [cast(graph, dy, 'float32')], {
      attrs: { ...node.attrs, T: { type: 'float32' } },
      dtype: 'float32',
      shape: bias.shape,
    });
    return [dy, cast(graph, sum, bias.dtype)];
  },
};

export const BiasAddGrad: OpDefinition = {
  op: 'BiasAddGrad',
  inputs: ['float32'],
  outputs: 1,
  attrs: ['T', 'data_format'],
  gradient: 'none',
};

/** Adds `bias` `[C]` to the last dimension of `x` `[…, C]`. */
export function biasAdd(graph: Graph, x: Tensor, bias: Tensor): Tensor {
  return graph.op('BiasAdd', [x, bias], {
    attrs: { T: { type: x.dtype }, data_format: { string: 'NHWC' } },
    dtype: x.dtype,
    shape: x.shape,
  });
}
