import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

/** Of a trained network only: in training the softmax is part of the loss. */
export const Softmax: OpDefinition = {
  op: 'Softmax',
  inputs: ['float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

/** The probabilities of logits `[N, classes]`. */
export function softmax(graph: Graph, logits: Tensor): Tensor {
  return graph.op('Softmax', [logits], {
    attrs: { T: { type: 'float32' } },
    dtype: 'float32',
    shape: logits.shape,
  });
}
