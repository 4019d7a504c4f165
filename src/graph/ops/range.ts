import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { constant } from './constant.js';

export const Range: OpDefinition = {
  op: 'Range',
  inputs: ['any', 'same', 'same'],
  outputs: 1,
  attrs: ['Tidx'],
  gradient: 'none',
};

/** 0, step, 2·step, …: `[count]`. */
export function range(graph: Graph, count: number, step = 1, dtype: 'int32' | 'float32' = 'int32'): Tensor {
  const inputs = [0, count * step, step].map((value) =>
    constant(graph, { dtype, shape: [], values: [value] }),
  );
  return graph.op('Range', inputs, { attrs: { Tidx: { type: dtype } }, dtype, shape: [count] });
}
