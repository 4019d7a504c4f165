import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { vectorInt } from './constant.js';

export const Shape: OpDefinition = {
  op: 'Shape',
  inputs: ['any'],
  outputs: 1,
  attrs: ['T', 'out_type'],
  gradient: 'none',
};

/** A tensor's shape as an int32 vector: a constant if all dimensions are known. */
export function shapeOf(graph: Graph, x: Tensor): Tensor {
  if (x.shape.every((dim) => dim >= 0)) return vectorInt(graph, x.shape);
  return graph.op('Shape', [x], {
    attrs: { T: { type: x.dtype }, out_type: { type: 'int32' } },
    dtype: 'int32',
    shape: [x.shape.length],
  });
}
