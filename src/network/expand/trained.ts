import type { ConvSpec, FcSpec } from '../../spec/schema/layers.js';
import type { ConvLayer, ParameterSettings } from '../layer.js';
import { pair, type Pair } from '../window.js';

/** The fields of a spec, in which one number may stand for height and width. */
export type WindowSpec = Pick<ConvSpec, 'outputs' | 'groups'> &
  Readonly<Record<'kernel' | 'stride' | 'pad' | 'dilation', number | Pair>>;
type WindowFields = Pick<ConvLayer, keyof WindowSpec>;

/** The number of a convolution's filters, and where they are placed. */
export function windowFields({ outputs, kernel, stride, pad, dilation, groups }: WindowSpec): WindowFields {
  const [size, step] = [pair(kernel), pair(stride)];
  return { outputs, kernel: size, stride: step, pad: pair(pad), dilation: pair(dilation), groups };
}

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
