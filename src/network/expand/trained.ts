import type { ConvSpec, FcSpec } from '../../spec/schema/layers.js';
import type { ParameterSettings, SpecPath } from '../layer.js';
import type { DraftNetwork, Reference } from './draft.js';

/** The settings of weights and biases that convolutions and fully connected layers share. */
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

/** Adds the activation of a layer, `<layer>/relu`, and gives the layer whose output is the activated one. */
export function addActivation(
  network: DraftNetwork,
  layer: string,
  activation: 'relu' | 'none',
  path: SpecPath,
): string {
  if (activation === 'none') return layer;
  const name = `${layer}/relu`;
  const input: Reference = { layer };
  network.add({ layer: { type: 'relu', name, path }, inputs: [input] });
  return name;
}
