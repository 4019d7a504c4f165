import type { StochasticDepthLayer } from '../layer.js';
import { untrained, type LayerRules } from './rules.js';

/** Output: the input's shape. */
export const stochasticDepthRules: LayerRules<StochasticDepthLayer> = {
  check: () => undefined,
  outputShape: (_layer, [input]) => input!,
  ...untrained,
};
