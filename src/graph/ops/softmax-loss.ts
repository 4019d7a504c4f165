import type { GradientRule, Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { mul } from './arithmetic.js';
import { oneHot } from './one-hot.js';
import { reshape } from './reshape.js';

/** The second output of both operations is softmax(logits) − target: the gradient of each image's loss. */
const softmaxMinusTarget: GradientRule = (graph, node, [dLoss]) => {
  const [logits] = node.inputs;
  const difference = node.outputs[1];
  if (!dLoss || !logits || !difference) return [];
  return [mul(graph, difference, reshape(graph, dLoss, [logits.shape[0] ?? -1, 1]))];
};

export const SparseSoftmaxCrossEntropyWithLogits: OpDefinition = {
  op: 'SparseSoftmaxCrossEntropyWithLogits',
  inputs: ['float32', 'int32'],
  outputs: 2,
  attrs: ['T', 'Tlabels'],
  gradient: softmaxMinusTarget,
};

export const SoftmaxCrossEntropyWithLogits: OpDefinition = {
  op: 'SoftmaxCrossEntropyWithLogits',
  inputs: ['float32', 'float32'],
  outputs: 2,
  attrs: ['T'],
  gradient: softmaxMinusTarget,
};

/** −log softmax(logits)[label] of each image: logits `[N, classes]`, labels `[N]`, loss `[N]`. */
export function softmaxLoss(graph: Graph, logits: Tensor, labels: Tensor): Tensor {
  const [n = -1] = logits.shape;
  const attrs = { T: { type: 'float32' }, Tlabels: { type: 'int32' } } as const;
  const node = graph.add('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], {
    attrs,
    outputs: [
      { dtype: 'float32', shape: [n] },
      { dtype: 'float32', shape: logits.shape },
    ],
  });
  return node.outputs[0]!;
}

/**
 * The cross-entropy with label smoothing (Szegedy et al. 2016): the target is 1 − ε + ε/K for the label and ε/K for the
 * other classes, where K is the number of classes. Shapes as in `softmaxLoss`.
 *
 * @param smoothing ε.
 */
export function smoothedSoftmaxLoss(graph: Graph, logits: Tensor, labels: Tensor, smoothing: number): Tensor {
  const [n = -1, classes = 1] = logits.shape;
  const off = smoothing / classes;
  const target = oneHot(graph, labels, classes, { on: 1 - smoothing + off, off });
  const node = graph.add('SoftmaxCrossEntropyWithLogits', [logits, target], {
    attrs: { T: { type: 'float32' } },
    outputs: [
      { dtype: 'float32', shape: [n] },
      { dtype: 'float32', shape: logits.shape },
    ],
  });
  return node.outputs[0]!;
}
