import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

export const Pack: OpDefinition = {
  op: 'Pack',
  inputs: ['any', 'rest'],
  outputs: 1,
  attrs: ['N', 'T', 'axis'],
  gradient: 'none',
};

/** Stacks tensors of one shape along a new first axis: scalars into a vector. */
export function pack(graph: Graph, scalars: readonly Tensor[], name?: string): Tensor {
  const [first] = scalars;
  if (!first) throw new Error('Pack needs at least one input');
  const attrs = { N: { int: scalars.length }, T: { type: first.dtype }, axis: { int: 0 } } as const;
  return graph.op('Pack', scalars, {
    attrs,
    dtype: first.dtype,
    shape: [scalars.length, ...first.shape],
    name,
  });
}

/** Stacks two vectors of n elements as the columns of a matrix `[n, 2]`. */
export function columns(graph: Graph, left: Tensor, right: Tensor): Tensor {
  const attrs = { N: { int: 2 }, T: { type: left.dtype }, axis: { int: 1 } } as const;
  return graph.op('Pack', [left, right], { attrs, dtype: left.dtype, shape: [left.shape[0] ?? 0, 2] });
}
