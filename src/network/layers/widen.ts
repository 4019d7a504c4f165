import type { WidenLayer } from '../layer.js';
import { untrained, type LayerRules } from './rules.js';

/** Output: the input's shape. */
export const widenRules: LayerRules<WidenLayer> = {
  check: () => undefined,
  outputShape: (_layer, [input]) => input!,
  ...untrained,
};
