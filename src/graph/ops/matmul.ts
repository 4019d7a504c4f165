import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

export const MatMul: OpDefinition = {
  op: 'MatMul',
  inputs: ['float32', 'float32'],
  outputs: 1,
  attrs: ['T', 'transpose_a', 'transpose_b'],
  gradient: (graph, node, [dy]) => {
    const [a, b] = node.inputs;
    if (!a || !b || !dy) return [];
    return [matmul(graph, dy, b, { transposeB: true }), matmul(graph, a, dy, { transposeA: true })];
  },
};

/** `a` `[N, K]` times `b` `[K, M]`; the gradient rule holds for the untransposed form that the lowering uses. */
export function matmul(
  graph: Graph,
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false } = {},
): Tensor {
  const rows = a.shape[transposeA ? 1 : 0] ?? 0;
  const columns = b.shape[transposeB ? 0 : 1] ?? 0;
  const attrs = {
    T: { type: 'float32' },
    transpose_a: { bool: transposeA },
    transpose_b: { bool: transposeB },
  } as const;
  return graph.op('MatMul', [a, b], attrs, { dtype: 'float32', shape: [rows, columns] });
}
