import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { broadcastShape } from './arithmetic.js';

export const GreaterEqual: OpDefinition = {
  op: 'GreaterEqual',
  inputs: ['any', 'same'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

export const Less: OpDefinition = { ...GreaterEqual, op: 'Less' };

/** a ≥ b, element-wise with broadcasting. */
export function greaterEqual(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return compare(graph, 'GreaterEqual', a, b);
}

/** a < b, element-wise with broadcasting. */
export function less(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return compare(graph, 'Less', a, b);
}

function compare(graph: Graph, op: string, a: Tensor, b: Tensor): Tensor {
  return graph.op(op, [a, b], {
    attrs: { T: { type: a.dtype } },
    dtype: 'bool',
    shape: broadcastShape(a, b),
  });
}
