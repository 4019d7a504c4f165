import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { broadcastShape } from './arithmetic.js';

export const GreaterEqual: OpDefinition = {
  op: 'GreaterEqual',
  inputs: ['any', 'any'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

export function greaterEqual(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.op(
    'GreaterEqual',
    [a, b],
    { T: { type: a.dtype } },
    { dtype: 'bool', shape: broadcastShape(a, b) },
  );
}
