import { batchNormSettings, type BatchNormSettings } from '../../spec/schema/batch-norm.js';
import type { SpecPath } from '../layer.js';
import type { Draft } from './draft.js';

/** A batch normalization with the given settings; `true` stands for the default ones. */
export function batchNormLayer(
  { name, path }: { readonly name: string; readonly path: SpecPath },
  given: BatchNormSettings | true,
): Draft['layer'] {
  const settings = given === true ? batchNormSettings.parse({}) : given;
  return {
    type: 'batch_norm',
    name,
    path,
    epsilon: settings.epsilon,
    fraction: settings.moving_average_fraction,
    movingAverage: settings.moving_average,
    affine: settings.affine
      ? {
          initialScale: settings.initial_scale,
          lrMult: settings.lr_mult,
          decayMult: settings.decay_mult,
        }
      : undefined,
  };
}
