import type { DropInLayer, RegularizingDropInLayer } from '../layer.js';
import { sameShape, showShape, untrained, type LayerRules } from './rules.js';

/** Inputs y_new and y_prev of equal shapes; output: that shape (paper, equation 5). */
const joining: LayerRules<DropInLayer | RegularizingDropInLayer> = {
  check(_layer, [fresh, previous]) {
    if (sameShape(fresh!.shape, previous!.shape)) return undefined;
    return {
      expected: 'layers of equal shapes, or `resize: true`',
      found: `${fresh!.name} with shape ${showShape(fresh!.shape)} and ${previous!.name} with shape ${showShape(previous!.shape)}`,
    };
  },
  outputShape: (_layer, [fresh]) => fresh!,
  ...untrained,
};

export const dropInRules: LayerRules<DropInLayer> = joining;
export const regularizingDropInRules: LayerRules<RegularizingDropInLayer> = joining;
