import type { AccuracyLayer, InputLayer, SoftmaxLossLayer } from '../../network/layer.js';
import { cast } from '../ops/cast.js';
import { inTopK } from '../ops/in-top-k.js';
import { softmaxLoss } from '../ops/softmax-loss.js';
import { onlyInput, type Lowering } from './context.js';

export const lowerInput: Lowering<InputLayer> = ({ images }) => images;

/** The loss of every image: `[N]`. */
export const lowerSoftmaxLoss: Lowering<SoftmaxLossLayer> = ({ graph, labels }, _placed, inputs) =>
  softmaxLoss(graph, onlyInput(inputs), labels);

/** 1 for every image whose label has the highest score, else 0: `[N]`. */
export const lowerAccuracy: Lowering<AccuracyLayer> = ({ graph, labels }, _placed, inputs) =>
  cast(graph, inTopK(graph, onlyInput(inputs), labels, 1), 'float32');
