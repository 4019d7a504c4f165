import type { FcLayer } from '../layer.js';
import { weightsAndBiases } from './parameters.js';
import { unitsOf, type LayerRules } from './rules.js';

/** Input of any shape, taken as one row of units; output `[outputs]`. */
export const fcRules: LayerRules<FcLayer> = {
  check: () => undefined,
  outputShape: (layer) => [layer.outputs],
  parameters(layer, [input]) {
    const inputs = unitsOf(input!);
    return weightsAndBiases(layer, [inputs, layer.outputs], inputs);
  },
  multiplyAdds: (layer, [input]) => unitsOf(input!) * layer.outputs,
};
