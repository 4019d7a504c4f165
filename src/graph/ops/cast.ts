import type { Graph } from '../graph.js';
import { isFloat, type DType, type Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { scalar } from './constant.js';

export const Cast: OpDefinition = {
  op: 'Cast',
  inputs: ['any'],
  outputs: 1,
  attrs: ['SrcT', 'DstT'],
  gradient: (graph, { inputs: [x] }, [dy]) => {
    if (!x || !dy || !isFloat(x.dtype)) return [];
    return [cast(graph, dy, x.dtype)];
  },
};

/** Converts elements to another type; to bfloat16, rounding to nearest even. Adds no node if they have that type. */
export function cast(graph: Graph, x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  return graph.op('Cast', [x], {
    attrs: { SrcT: { type: x.dtype }, DstT: { type: dtype } },
    dtype,
    shape: x.shape,
  });
}

/** A scalar constant of the element type of `x`. TensorFlow's optimizer folds the cast. */
export function scalarLike(graph: Graph, value: number, x: Tensor): Tensor {
  return cast(graph, scalar(graph, value), x.dtype);
}
