import type { Parameter, ParameterSettings, RnnLayer, Shape } from '../layer.js';
import { requireImage, type LayerRules } from './rules.js';

/** Number of gates of each cell: arrays of all gates have them one after another. */
const GATES: Readonly<Record<RnnLayer['cell'], number>> = { tanh: 1, lstm: 4, gru: 3 };

/** Input `[H, W, C]`, H steps of W·C numbers; output `[H, 1, units]`, or `[units]` for the last step alone. */
export const rnnRules: LayerRules<RnnLayer> = {
  check: (_layer, [input]) => requireImage(input!),

  outputShape: ({ output, units }, [input]): Shape => (output === 'last' ? [units] : [input![0]!, 1, units]),

  /**
   * `<layer>/weights` `[W·C, gates·units]`, `<layer>/recurrent_weights` `[units, gates·units]`, `<layer>/biases`
   * `[gates·units]` and, for gru, `<layer>/recurrent_biases` `[units]`.
   */
  parameters(layer, [input]) {
    const { name, cell, units } = layer;
    const [inputs, sums] = [stepSize(input!), GATES[cell] * units];
    const array = (suffix: string, shape: Shape, settings: ParameterSettings): Parameter => ({
      ...settings,
      name: `${name}/${suffix}`,
      shape,
      fanIn: shape.length === 2 ? shape[0]! : inputs,
    });
    const { biases } = layer;
    return [
      array('weights', [inputs, sums], layer.weights),
      array('recurrent_weights', [units, sums], layer.recurrentWeights),
      array('biases', [sums], biases),
      ...(cell === 'gru' ? [array('recurrent_biases', [units], biases)] : []),
    ];
  },

  multiplyAdds: ({ cell, units }, [input]) => input![0]! * (stepSize(input!) + units) * GATES[cell] * units,
};

/** W·C: the numbers of one step. */
function stepSize([, width, channels]: Shape): number {
  return width! * channels!;
}
