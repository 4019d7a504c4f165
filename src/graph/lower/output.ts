import type { AccuracyLayer, InputLayer, SoftmaxLossLayer } from '../../network/layer.js';
import type { Tensor } from '../node.js';
import { correctInTopK } from '../accuracy.js';
import { smoothedSoftmaxLoss, softmaxLoss } from '../ops/softmax-loss.js';
import { onlyInput, type Lowering } from './context.js';

export const lowerInput: Lowering<InputLayer> = ({ images }) => images;

/** The loss of each image: `[N]`. */
export const lowerSoftmaxLoss: Lowering<SoftmaxLossLayer> = (
  { graph, labels, labelSmoothing },
  _placed,
  inputs,
) => {
  const logits = onlyInput(inputs);
  const given = needed(labels);
  return labelSmoothing === 0
    ? softmaxLoss(graph, logits, given)
    : smoothedSoftmaxLoss(graph, logits, given, labelSmoothing);
};

/** 1 for each image whose label is predicted, else 0: `[N]`. */
export const lowerAccuracy: Lowering<AccuracyLayer> = ({ graph, labels }, _placed, inputs) =>
  correctInTopK(graph, onlyInput(inputs), needed(labels), 1);

function needed(labels: Tensor | undefined): Tensor {
  if (labels === undefined) throw new Error('a head of the network has no labels');
  return labels;
}
