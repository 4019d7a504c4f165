import type { AccuracyLayer, InputLayer, SoftmaxLossLayer } from '../../network/layer.js';
import { correctInTopK } from '../accuracy.js';
import { softmaxLoss } from '../ops/softmax-loss.js';
import { onlyInput, type Lowering } from './context.js';

export const lowerInput: Lowering<InputLayer> = ({ images }) => images;

/** The loss of every image: `[N]`. */
export const lowerSoftmaxLoss: Lowering<SoftmaxLossLayer> = ({ graph, labels }, _placed, inputs) =>
  softmaxLoss(graph, onlyInput(inputs), labels);

/** 1 for every image whose label is predicted, else 0: `[N]`. */
export const lowerAccuracy: Lowering<AccuracyLayer> = ({ graph, labels }, _placed, inputs) =>
  correctInTopK(graph, onlyInput(inputs), labels, 1);
