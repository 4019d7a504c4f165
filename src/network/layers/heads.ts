import type { AccuracyLayer, SoftmaxLossLayer } from '../layer.js';
import { untrained, type LayerRules } from './rules.js';

/** Input: the logits, `[classes]`, checked by the builder. Output: one number per batch, `[]`. */
const head: LayerRules<SoftmaxLossLayer | AccuracyLayer> = {
  check: () => undefined,
  outputShape: () => [],
  ...untrained,
};

export const softmaxLossRules: LayerRules<SoftmaxLossLayer> = head;
export const accuracyRules: LayerRules<AccuracyLayer> = head;
