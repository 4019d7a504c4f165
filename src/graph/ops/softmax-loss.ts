import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { mul } from './arithmetic.js';
import { reshape } from './reshape.js';

export const SparseSoftmaxCrossEntropyWithLogits: OpDefinition = {
  op: 'SparseSoftmaxCrossEntropyWithLogits',
  inputs: ['float32', 'int32'],
  outputs: 2,
  attrs: ['T', 'Tlabels'],
  gradient: (graph, node, [dLoss]) => {
    const [logits] = node.inputs;
    const softmaxMinusOneHot = node.outputs[1];
    if (!dLoss || !logits || !softmaxMinusOneHot) return [];
    return [mul(graph, softmaxMinusOneHot, reshape(graph, dLoss, [logits.shape[0] ?? -1, 1]))];
  },
};

/** −log softmax(logits)[label] of each image: logits `[N, classes]`, labels `[N]`, loss `[N]`. */
export function softmaxLoss(graph: Graph, logits: Tensor, labels: Tensor): Tensor {
  const [n = -1] = logits.shape;
  const attrs = { T: { type: 'float32' }, Tlabels: { type: 'int32' } } as const;
  const node = graph.add('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], attrs, [
    { dtype: 'float32', shape: [n] },
    { dtype: 'float32', shape: logits.shape },
  ]);
  return node.outputs[0]!;
}
