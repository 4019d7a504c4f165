import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { realDiv } from './arithmetic.js';
import { cast } from './cast.js';
import { vectorInt } from './constant.js';
import { fillLike } from './fill.js';
import { shapeOf } from './shape.js';

const attrs = ['T', 'Tidx', 'keep_dims'];

export const Sum: OpDefinition = {
  op: 'Sum',
  inputs: ['any', 'int32'],
  outputs: 1,
  attrs,
  gradient: (graph, node, [dy]) => {
    const [x] = node.inputs;
    return x && dy?.shape.length === 0 ? [fillLike(graph, dy, x)] : [];
  },
};

export const Mean: OpDefinition = {
  op: 'Mean',
  inputs: ['any', 'int32'],
  outputs: 1,
  attrs,
  gradient: (graph, node, [dy]) => {
    const [x] = node.inputs;
    if (!x || !dy) return [];
    const count = cast(graph, reduce(graph, 'Prod', shapeOf(graph, x)), 'float32');
    return [fillLike(graph, realDiv(graph, dy, count), x)];
  },
};

export const Prod: OpDefinition = {
  op: 'Prod',
  inputs: ['any', 'int32'],
  outputs: 1,
  attrs,
  gradient: 'none',
};

/** Reduces all elements to a scalar. */
export function reduce(graph: Graph, op: 'Sum' | 'Mean' | 'Prod', x: Tensor): Tensor {
  const axes = vectorInt(
    graph,
    x.shape.map((_, axis) => axis),
  );
  const types = { T: { type: x.dtype }, Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const;
  return graph.op(op, [x, axes], { attrs: types, dtype: x.dtype, shape: [] });
}

/** Sums over the last dimension: `[N, M]` to `[N]`, or to `[N, 1]` with `keepDims`. Has no gradient. */
export function sumOfRows(graph: Graph, x: Tensor, { keepDims }: { readonly keepDims: boolean }): Tensor {
  const types = { T: { type: x.dtype }, Tidx: { type: 'int32' }, keep_dims: { bool: keepDims } } as const;
  const rows = x.shape.slice(0, -1);
  return graph.op('Sum', [x, vectorInt(graph, [x.shape.length - 1])], {
    attrs: types,
    dtype: x.dtype,
    shape: keepDims ? [...rows, 1] : rows,
  });
}
