import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

export const L2Loss: OpDefinition = {
  op: 'L2Loss',
  inputs: ['float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

/** ½·Σx² over all elements, a scalar. */
export function l2Loss(graph: Graph, x: Tensor): Tensor {
  return graph.op('L2Loss', [x], { attrs: { T: { type: 'float32' } }, dtype: 'float32', shape: [] });
}
