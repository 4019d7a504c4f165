import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

const attrs = ['T', 'depth_radius', 'bias', 'alpha', 'beta'];

export const LRN: OpDefinition = {
  op: 'LRN',
  inputs: ['float32'],
  outputs: 1,
  attrs,
  gradient: (graph, node, [dy]) => {
    const [x] = node.inputs;
    const [y] = node.outputs;
    if (!x || !y || !dy) return [];
    return [graph.op('LRNGrad', [dy, x, y], { attrs: node.attrs, dtype: 'float32', shape: x.shape })];
  },
};

export const LRNGrad: OpDefinition = {
  op: 'LRNGrad',
  inputs: ['float32', 'float32', 'float32'],
  outputs: 1,
  attrs,
  gradient: 'none',
};

/** x / (1 + alpha · Σx²)^beta for `x` `[N, H, W, C]`. The sum is over the channels at most `radius` away. */
export function lrn(
  graph: Graph,
  x: Tensor,
  { radius, alpha, beta }: { radius: number; alpha: number; beta: number },
): Tensor {
  const options = {
    T: { type: 'float32' },
    depth_radius: { int: radius },
    bias: { float: 1 },
    alpha: { float: alpha },
    beta: { float: beta },
  } as const;
  return graph.op('LRN', [x], { attrs: options, dtype: 'float32', shape: x.shape });
}
