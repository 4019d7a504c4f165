import { z } from 'zod';

/** A layer's name, as used by `from`, `new`, `init_from`, the summary and checkpoints. */
export const layerName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    'a layer name: letters, digits, "_", "." and "-", starting with a letter or digit',
  )
  .describe('Name of a layer: letters, digits, "_", "." and "-".');

/** Sizes, strides and step numbers are int32 in TensorFlow. */
const MAX_INT = 2 ** 31 - 1;
export const positiveInt = z.number().int().positive().max(MAX_INT);
export const nonNegativeInt = z.number().int().nonnegative().max(MAX_INT);

/** A size, or one for height and one for width (Caffe's `kernel_h` and `kernel_w`). */
export const positiveSize = sizeOf(positiveInt);
export const nonNegativeSize = sizeOf(nonNegativeInt);

function sizeOf(side: typeof positiveInt) {
  return z.union([side, z.tuple([side, side])]);
}

/** Other numbers are float32 in TensorFlow. */
const MAX_FLOAT = (2 - 2 ** -23) * 2 ** 127;
export const float = z.number().min(-MAX_FLOAT).max(MAX_FLOAT);

/** An iteration is the same as in Caffe: forward pass, backward pass and update for one batch. */
export const iterations = z.number().int().nonnegative();

/** How a parameter is initialized. Names and formulas are Caffe's (`include/caffe/filler.hpp`). */
export const fillerSchema = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('xavier'),
    })
    .describe('Uniform in ±√(3 / fan_in), Caffe’s XavierFiller.'),
  z
    .strictObject({
      type: z.literal('gaussian'),
      std: float.nonnegative().describe('Standard deviation.'),
      mean: float.default(0).describe('Mean.'),
    })
    .describe('Normal(mean, std²), Caffe’s GaussianFiller.'),
  z
    .strictObject({
      type: z.literal('msra'),
    })
    .describe('Normal(0, 2 / fan_in), Caffe’s MSRAFiller (He et al.).'),
  z
    .strictObject({
      type: z.literal('constant'),
      value: float.default(0).describe('The value of every element.'),
    })
    .describe('The same value for every element, Caffe’s ConstantFiller.'),
]);

/** How the weights and biases of a layer are initialized and updated (Caffe's fillers and `param`). */
export const parameterFields = {
  weight_filler: fillerSchema.default({ type: 'xavier' }).describe('Initial weights.'),
  bias_filler: fillerSchema.default({ type: 'constant', value: 0 }).describe('Initial biases.'),
  weight_lr_mult: float.nonnegative().default(1).describe('Multiplies the learning rate for the weights.'),
  bias_lr_mult: float
    .nonnegative()
    .default(2)
    .describe(
      'Multiplies the learning rate for the biases; 2 in most of Caffe’s examples, 1 by default in a prototxt.',
    ),
  weight_decay_mult: float.nonnegative().default(1).describe('Multiplies weight_decay for the weights.'),
  bias_decay_mult: float.nonnegative().default(1).describe('Multiplies weight_decay for the biases.'),
};

export type Filler = z.output<typeof fillerSchema>;
