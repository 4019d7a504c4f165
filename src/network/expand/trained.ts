import type { ConvSpec, FcSpec } from '../../spec/schema/layers.js';
import type { ParameterSettings } from '../layer.js';

/** The settings of the weights and biases of a convolution or a fully connected layer. */
export function trainedFields(spec: Omit<ConvSpec, 'kernel'> | FcSpec): {
  weights: ParameterSettings;
  biases: ParameterSettings | undefined;
} {
  return {
    weights: {
      filler: spec.weight_filler,
      lrMult: spec.weight_lr_mult,
      decayMult: spec.weight_decay_mult,
    },
    biases: spec.bias
      ? { filler: spec.bias_filler, lrMult: spec.bias_lr_mult, decayMult: spec.bias_decay_mult }
      : undefined,
  };
}
