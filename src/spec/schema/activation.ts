import { z } from 'zod';
import { float, layerName } from './common.js';
import { from } from './references.js';

const ACTIVATIONS = ['relu', 'sigmoid', 'tanh', 'leaky_relu', 'elu', 'gelu', 'gelu_tanh'] as const;

const FORMULAS =
  'relu: max(0, x). sigmoid: 1 / (1 + exp(−x)). leaky_relu: x if x > 0, else negative_slope · x. elu: x if x > 0, else exp(x) − 1 (Caffe’s ELU with α = 1). gelu: x·Φ(x), Φ the normal distribution function (Hendrycks and Gimpel 2016). gelu_tanh: their approximation, ½x(1 + tanh(√(2/π)·(x + 0.044715x³))).';

/** Fields for the activation after a layer. */
export const activationFields = {
  activation: z
    .enum([...ACTIVATIONS, 'none'])
    .default('none')
    .describe('Activation after the layer. The formulas are under the entry `activation`.'),
  negative_slope: float.default(0.01).describe('Slope of leaky_relu for x < 0, as in Caffe’s relu_param.'),
};

/** An activation as a layer of its own. */
export const activationSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: activation1, activation2, … by position.'),
    from,
    type: z.enum(ACTIVATIONS).describe(FORMULAS),
    negative_slope: activationFields.negative_slope,
  })
  .describe('A function of each unit.');

export type ActivationName = (typeof ACTIVATIONS)[number];
export type ActivationSpec = z.output<typeof activationSchema>;
