import type { DropoutLayer } from '../layer.js';
import { untrained, type LayerRules } from './rules.js';

/** Output: the input's shape. */
export const dropoutRules: LayerRules<DropoutLayer> = {
  check: () => undefined,
  outputShape: (_layer, [input]) => input!,
  ...untrained,
};
