import type { Graph } from '../graph.js';
import type { Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';
import { vectorInt } from './constant.js';
import { unfoldable } from './placeholder.js';
import { shapeOf } from './shape.js';

export const Fill: OpDefinition = {
  op: 'Fill',
  inputs: ['int32', 'any'],
  outputs: 1,
  attrs: ['T', 'index_type'],
  gradient: 'none',
};

/**
 * A tensor filled with one number, created when it is needed. TensorFlow's optimizer would fold a known value into a
 * constant of the whole shape, which stays in memory.
 */
export function full(graph: Graph, shape: TensorShape, value: number): Tensor {
  return fill(graph, vectorInt(graph, shape), unfoldable(graph, value), shape);
}

/** A scalar repeated in the shape of `x`, like `tf.fill`. */
export function fillLike(graph: Graph, value: Tensor, x: Tensor): Tensor {
  return fill(graph, shapeOf(graph, x), value, x.shape);
}

function fill(graph: Graph, dims: Tensor, value: Tensor, shape: TensorShape): Tensor {
  const types = { T: { type: value.dtype }, index_type: { type: 'int32' } } as const;
  return graph.op('Fill', [dims, value], { attrs: types, dtype: value.dtype, shape });
}
