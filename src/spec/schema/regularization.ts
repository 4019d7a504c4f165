import { z } from 'zod';
import { float, iterations, layerName, positiveInt } from './common.js';
import { from } from './references.js';

/** Fields of a local response normalization; defaults and formulas are Caffe's (`lrn_layer.cpp`). */
const lrnFields = {
  region: z
    .enum(['across_channels', 'within_channel'])
    .default('across_channels')
    .describe(
      'across_channels: y = x / (1 + α/n · Σx²)^β over n neighbouring channels. within_channel: y = x / (1 + α/n² · Σx²)^β over a window of n × n in the same channel, with zeros beyond the border.',
    ),
  size: z
    .number()
    .int()
    .positive()
    .refine((size) => size % 2 === 1, 'an odd number, so that the window has a center')
    .default(5)
    .describe('n, an odd number (Caffe’s local_size).'),
  alpha: float
    .nonnegative()
    .default(1)
    .describe('α; divided by the number of values in the window, as in Caffe.'),
  beta: float.nonnegative().default(0.75).describe('β, the exponent.'),
};

/** Normalization directly after a layer. */
export const lrnField = z
  .strictObject(lrnFields)
  .optional()
  .describe('Local response normalization after the activation (paper, Table 2).');

export const lrnSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: lrn1, lrn2, … by position.'),
    from,
    ...lrnFields,
  })
  .describe('Local response normalization.');

const dropoutRatio = z.number().min(0).lt(1);

/** A probability that changes in training, to see from one run how many units a layer needs (paper, section 5). */
const ratioRampSchema = z
  .strictObject({
    from: dropoutRatio.describe('Ratio before the ramp.'),
    to: dropoutRatio.describe('Ratio after the ramp.'),
    length: positiveInt.describe('Number of iterations of the ramp.'),
    start: iterations.default(0).describe('First iteration of the ramp.'),
  })
  .describe('from + (to − from) · min(1, max(0, (τ − start) / length)) at iteration τ.');

export const dropoutSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: dropout1, dropout2, … by position.'),
    from,
    ratio: z
      .union([dropoutRatio, ratioRampSchema])
      .default(0.5)
      .describe('Probability that a unit is set to 0, constant or on a ramp.'),
  })
  .describe(
    'Dropout as in Caffe: in training each unit of each image is 0 with probability `ratio`, else multiplied by 1 / (1 − ratio). In tests units do not change.',
  );

export type LrnSpec = z.output<typeof lrnSchema>;
export type LrnFields = NonNullable<z.output<typeof lrnField>>;
export type RatioRamp = z.output<typeof ratioRampSchema>;
export type DropoutSpec = z.output<typeof dropoutSchema>;
