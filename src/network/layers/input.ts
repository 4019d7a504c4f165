import type { InputLayer } from '../layer.js';
import { untrained, type LayerRules } from './rules.js';

export const inputRules: LayerRules<InputLayer> = {
  check: () => undefined,
  outputShape: (layer) => layer.shape,
  ...untrained,
};
