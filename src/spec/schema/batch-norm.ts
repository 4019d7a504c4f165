import { z } from 'zod';
import { float, layerName } from './common.js';
import { from } from './references.js';

/** Fields of a batch normalization; defaults are Caffe's (`batch_norm_layer.cpp`, `scale_layer.cpp`). */
const batchNormFields = {
  epsilon: float.positive().default(1e-5).describe('ε, added to the variance (Caffe’s eps).'),
  moving_average_fraction: z
    .number()
    .min(0)
    .lt(1)
    .default(0.999)
    .describe(
      'f: the part of the running mean and variance that a step keeps. 1 − f is PyTorch’s momentum; f is TensorFlow’s. At 0.999 the averages trail by about 1,000 steps, so tests of a shorter run need a smaller f, such as 0.9.',
    ),
  moving_average: z
    .enum(['normalized', 'plain'])
    .default('normalized')
    .describe(
      'normalized: the mean of all steps so far, weighted by f to the power of their age, as in Caffe, which divides by the sum of the weights. plain: f · running + (1 − f) · batch, from mean 0 and variance 1, as in TensorFlow and PyTorch.',
    ),
  affine: z
    .boolean()
    .default(true)
    .describe('Whether a trained scale γ and offset β of each channel follow (Caffe’s Scale layer).'),
  initial_scale: float.default(1).describe('Initial γ. β starts at 0.'),
  lr_mult: float.nonnegative().default(1).describe('Multiplies the learning rate for γ and β.'),
  decay_mult: float.nonnegative().default(1).describe('Multiplies weight_decay for γ and β.'),
};

const FORMULA =
  'γ·(x − μ) / √(σ² + ε) + β, with the mean μ and the variance σ² of each channel over the batch (divided by the number of values m); in tests, running averages of them, for which the variance is divided by m − 1, as in Caffe, TensorFlow and PyTorch. Before the first step these are 0 and 1.';

/** Settings of a batch normalization; `batch_norm: true` stands for the default ones. */
export const batchNormSettings = z
  .strictObject(batchNormFields)
  .describe('Settings of a batch normalization.');

/** Normalization between a layer and its activation. */
export const batchNormField = z
  .union([z.boolean(), batchNormSettings])
  .default(false)
  .describe(
    'Batch normalization before the activation; the biases of the layer are then of no use (`bias: false`). The formula is under the entry `batch_norm`.',
  );

export const batchNormSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: batch_norm1, batch_norm2, … by position.'),
    from,
    ...batchNormFields,
  })
  .describe(`Batch normalization (Ioffe and Szegedy 2015): ${FORMULA}`);

export type BatchNormSpec = z.output<typeof batchNormSchema>;
export type BatchNormSettings = z.output<typeof batchNormSettings>;
