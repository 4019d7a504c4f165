import { elementCount } from '../../common/shapes.js';
import type { FcLayer } from '../layer.js';
import { weightsAndBiases } from './parameters.js';
import type { LayerRules } from './rules.js';

/** Input of any shape, flattened; output `[outputs]`. */
export const fcRules: LayerRules<FcLayer> = {
  check: () => undefined,
  outputShape: (layer) => [layer.outputs],
  parameters(layer, [input]) {
    const inputs = elementCount(input!);
    return weightsAndBiases(layer, [inputs, layer.outputs], inputs);
  },
  multiplyAdds: (layer, [input]) => elementCount(input!) * layer.outputs,
};
