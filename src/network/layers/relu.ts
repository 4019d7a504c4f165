import type { ReluLayer } from '../layer.js';
import { untrained, type LayerRules } from './rules.js';

/** Output: the input's shape. */
export const reluRules: LayerRules<ReluLayer> = {
  check: () => undefined,
  outputShape: (_layer, [input]) => input!,
  ...untrained,
};
