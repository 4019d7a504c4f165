import type { ActivationName } from '../spec/schema/activation.js';
import type { ActivationLayer, LayerTypeName } from './layer.js';

/** Whether layers of a type are activations. */
const ACTIVATIONS: Readonly<Record<ActivationName, true>> = {
  relu: true,
  sigmoid: true,
  tanh: true,
  leaky_relu: true,
  elu: true,
  gelu: true,
  gelu_tanh: true,
};

export function isActivation(type: LayerTypeName): type is ActivationLayer['type'] {
  return Object.hasOwn(ACTIVATIONS, type);
}
