import type { AccuracyLayer, InputLayer, SoftmaxLossLayer } from '../../network/layer.js';
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
  return labelSmoothing === 0
    ? softmaxLoss(graph, logits, labels)
    : smoothedSoftmaxLoss(graph, logits, labels, labelSmoothing);
};

/** 1 for each image whose label is predicted, else 0: `[N]`. */
export const lowerAccuracy: Lowering<AccuracyLayer> = ({ graph, labels }, _placed, inputs) =>
  correctInTopK(graph, onlyInput(inputs), labels, 1);
