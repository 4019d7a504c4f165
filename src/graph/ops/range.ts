import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { scalarInt } from './constant.js';

export const Range: OpDefinition = {
  op: 'Range',
  inputs: ['int32', 'int32', 'int32'],
  outputs: 1,
  attrs: ['Tidx'],
  gradient: 'none',
};

/** 0, step, 2·step, …: `[count]` int32. */
export function range(graph: Graph, count: number, step = 1): Tensor {
  const inputs = [scalarInt(graph, 0), scalarInt(graph, count * step), scalarInt(graph, step)];
  return graph.op('Range', inputs, { attrs: { Tidx: { type: 'int32' } }, dtype: 'int32', shape: [count] });
}
