import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

export const Unpack: OpDefinition = {
  op: 'Unpack',
  inputs: ['any'],
  outputs: -1,
  attrs: ['num', 'T', 'axis'],
  gradient: 'none',
};

/** Splits a vector into scalars. */
export function unpack(graph: Graph, x: Tensor): readonly Tensor[] {
  const [count = 0] = x.shape;
  const outputs = Array.from({ length: count }, () => ({ dtype: x.dtype, shape: [] }));
  return graph.add('Unpack', [x], {
    attrs: { num: { int: count }, T: { type: x.dtype }, axis: { int: 0 } },
    outputs,
  }).outputs;
}
