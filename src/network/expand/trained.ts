import type { parameterFields } from '../../spec/schema/common.js';
import type { ConvSpec, FcSpec } from '../../spec/schema/layers.js';
import type { RnnSpec } from '../../spec/schema/rnn.js';
import type { ConvLayer, ParameterSettings, RnnLayer, SpecPath } from '../layer.js';
import { pair, type Pair } from '../window.js';

/** The fields of a spec, in which one number may stand for height and width. */
export type WindowSpec = Pick<ConvSpec, 'outputs' | 'groups'> &
  Readonly<Record<'kernel' | 'stride' | 'pad' | 'dilation', number | Pair>>;
type TrainedSpec = Pick<FcSpec, 'bias' | keyof typeof parameterFields>;

/** A convolution with the fields of a spec's entry. */
export function convLayer(
  { name, path }: { readonly name: string; readonly path: SpecPath },
  fields: WindowSpec & TrainedSpec,
): Omit<ConvLayer, 'inputs'> {
  return {
    type: 'conv',
    name,
    path,
    outputs: fields.outputs,
    kernel: pair(fields.kernel),
    stride: pair(fields.stride),
    pad: pair(fields.pad),
    dilation: pair(fields.dilation),
    groups: fields.groups,
    ...trainedFields(fields),
  };
}

/** The settings of the weights and biases of a convolution or a fully connected layer. */
export function trainedFields(spec: TrainedSpec): {
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

/** The settings of the arrays of a recurrent layer. */
export function rnnFields(spec: RnnSpec): Pick<RnnLayer, 'weights' | 'recurrentWeights' | 'biases'> {
  const { weights, biases } = trainedFields({ ...spec, bias: true });
  return { weights, recurrentWeights: { ...weights, filler: spec.recurrent_filler }, biases: biases! };
}
