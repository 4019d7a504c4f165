import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

export const BiasAdd: OpDefinition = {
  op: 'BiasAdd',
  inputs: ['float', 'float'],
  outputs: 1,
  attrs: ['T', 'data_format'],
  gradient: (graph, node, [dy]) => {
    const bias = node.inputs[1];
    if (!dy || !bias) return [];
    return [dy, graph.op('BiasAddGrad', [dy], { attrs: node.attrs, dtype: dy.dtype, shape: bias.shape })];
  },
};

export const BiasAddGrad: OpDefinition = {
  op: 'BiasAddGrad',
  inputs: ['float'],
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
