import type { Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

export const MatMul: OpDefinition = {
  op: 'MatMul',
  inputs: ['float', 'float'],
  outputs: 1,
  attrs: ['T', 'transpose_a', 'transpose_b'],
  gradient: (graph, node, [dy], [aWanted, bWanted]) => {
    const [a, b] = node.inputs;
    if (!a || !b || !dy || isTransposed(node, 'a') || isTransposed(node, 'b')) return [];
    return [
      aWanted ? matmul(graph, dy, b, { transposeB: true }) : undefined,
      bWanted ? matmul(graph, a, dy, { transposeA: true }) : undefined,
    ];
  },
};

/**
 * Whether an operand of a product is transposed. The gradient rule holds only for products without such operands, which are all
 * that the lowering uses.
 */
export function isTransposed({ attrs }: Node, operand: 'a' | 'b'): boolean {
  const attr = operand === 'a' ? attrs.transpose_a : attrs.transpose_b;
  return attr !== undefined && 'bool' in attr && attr.bool;
}

/** `a` `[N, K]` times `b` `[K, M]`, after transposing either if asked. */
export function matmul(
  graph: Graph,
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false } = {},
): Tensor {
  const rows = a.shape[transposeA ? 1 : 0] ?? 0;
  const columns = b.shape[transposeB ? 0 : 1] ?? 0;
  const attrs = {
    T: { type: a.dtype },
    transpose_a: { bool: transposeA },
    transpose_b: { bool: transposeB },
  } as const;
  return graph.op('MatMul', [a, b], { attrs, dtype: a.dtype, shape: [rows, columns] });
}
