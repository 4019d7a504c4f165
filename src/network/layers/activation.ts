import type { ActivationLayer } from '../layer.js';
import { untrained, type LayerRules } from './rules.js';

/** Output: the input's shape. */
export const activationRules: LayerRules<ActivationLayer> = {
  check: () => undefined,
  outputShape: (_layer, [input]) => input!,
  ...untrained,
};
