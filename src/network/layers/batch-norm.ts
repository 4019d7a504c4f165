import type { BatchNormLayer, Parameter, RunningArray, Shape } from '../layer.js';
import { untrained, type LayerRules } from './rules.js';

/** Input and output `[H, W, C]` or `[C]`. */
export const batchNormRules: LayerRules<BatchNormLayer> = {
  check: () => undefined,
  outputShape: (_layer, [input]) => input!,
  ...untrained,

  /** `<layer>/scale` and `<layer>/offset`, `[C]`. */
  parameters({ name, affine }, [input]) {
    if (affine === undefined) return [];
    const shape = input!.slice(-1);
    const array = (suffix: string, value: number): Parameter => ({
      name: `${name}/${suffix}`,
      shape,
      fanIn: 1,
      filler: { type: 'constant', value },
      lrMult: affine.lrMult,
      decayMult: affine.decayMult,
    });
    return [array('scale', affine.initialScale), array('offset', 0)];
  },

  /** `<layer>/running_mean` and `<layer>/running_variance`, `[C]`; `<layer>/running_weight`, `[1]`, if they are normalized. */
  running({ name, movingAverage }, [input]) {
    const array = (suffix: string, shape: Shape, initial: number): RunningArray => ({
      name: `${name}/running_${suffix}`,
      shape,
      initial,
    });
    const shape = input!.slice(-1);
    return [
      array('mean', shape, 0),
      array('variance', shape, 1),
      ...(movingAverage === 'normalized' ? [array('weight', [1], 0)] : []),
    ];
  },
};
