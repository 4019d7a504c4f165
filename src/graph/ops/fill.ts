import type { Graph } from '../graph.js';
import type { Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';
import { vectorInt } from './constant.js';
import { unforeseen } from './placeholder.js';
import { shapeOf } from './shape.js';

export const Fill: OpDefinition = {
  op: 'Fill',
  inputs: ['int32', 'any'],
  outputs: 1,
  attrs: ['T', 'index_type'],
  gradient: 'none',
};

/** A number in a whole shape, made when it is needed: what the optimizer foresees becomes a constant, kept for good. */
export function full(graph: Graph, shape: TensorShape, value: number): Tensor {
  return fill(graph, vectorInt(graph, shape), unforeseen(graph, value), shape);
}

/** A scalar repeated in the shape of `x`. */
export function spread(graph: Graph, value: Tensor, x: Tensor): Tensor {
  return fill(graph, shapeOf(graph, x), value, x.shape);
}

function fill(graph: Graph, dims: Tensor, value: Tensor, shape: TensorShape): Tensor {
  const types = { T: { type: value.dtype }, index_type: { type: 'int32' } } as const;
  return graph.op('Fill', [dims, value], { attrs: types, dtype: value.dtype, shape });
}
