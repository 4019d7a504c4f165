import type { LrnLayer } from '../layer.js';
import { requireImage, untrained, type LayerRules } from './rules.js';

/** Input and output `[H, W, C]`. */
export const lrnRules: LayerRules<LrnLayer> = {
  check: (_layer, [input]) => requireImage(input!),
  outputShape: (_layer, [input]) => input!,
  ...untrained,
};
