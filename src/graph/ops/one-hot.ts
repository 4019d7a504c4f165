import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { scalar, scalarInt } from './constant.js';

export const OneHot: OpDefinition = {
  op: 'OneHot',
  inputs: ['int32', 'int32', 'float32', 'float32'],
  outputs: 1,
  attrs: ['T', 'TI', 'axis'],
  gradient: 'none',
};

/** `[N]` indices to `[N, depth]` float32: `on` at each index, else `off`. */
export function oneHot(
  graph: Graph,
  indices: Tensor,
  depth: number,
  { on, off } = { on: 1, off: 0 },
): Tensor {
  const inputs = [indices, scalarInt(graph, depth), scalar(graph, on), scalar(graph, off)];
  const attrs = { T: { type: 'float32' }, TI: { type: 'int32' }, axis: { int: -1 } } as const;
  return graph.op('OneHot', inputs, { attrs, dtype: 'float32', shape: [...indices.shape, depth] });
}
