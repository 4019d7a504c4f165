import { sameShape } from '../../common/shapes.js';
import type { DropInLayer, RegularizingDropInLayer } from '../layer.js';
import { showShape, untrained, type LayerRules } from './rules.js';

/** Inputs: y_new and y_prev, of the same shape. Output: that shape (paper, equation 5). */
const rules: LayerRules<DropInLayer | RegularizingDropInLayer> = {
  check(_layer, [yNew, yPrevious]) {
    if (sameShape(yNew!.shape, yPrevious!.shape)) return undefined;
    return {
      expected: 'layers of equal shapes, or `resize: true`',
      found: `${yNew!.name} with shape ${showShape(yNew!.shape)} and ${yPrevious!.name} with shape ${showShape(yPrevious!.shape)}`,
    };
  },
  outputShape: (_layer, [yNew]) => yNew!,
  ...untrained,
};

export const dropInRules: LayerRules<DropInLayer> = rules;
export const regularizingDropInRules: LayerRules<RegularizingDropInLayer> = rules;
