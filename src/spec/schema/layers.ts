import { z } from 'zod';
import { activation, layerName, nonNegativeInt, parameterFields, positiveInt } from './common.js';
import { ownDropinFields, widenField } from './dropin.js';
import { from } from './references.js';
import { dropoutSchema, lrnField, lrnSchema } from './regularization.js';

/** Fields of a convolution that `defaults.conv` may set for every convolution of the network. */
const convFields = {
  stride: positiveInt.default(1).describe('Step of the filter, in units.'),
  pad: nonNegativeInt.default(0).describe('Zeros added on every side.'),
  groups: positiveInt
    .default(1)
    .describe('Input and output channels are split into so many groups (Caffe’s group).'),
  bias: z.boolean().default(true).describe('Whether a bias is added.'),
  activation,
  lrn: lrnField,
  widen: widenField,
  ...parameterFields,
};

export const convSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: conv1, conv2, … by position.'),
    from,
    outputs: positiveInt.describe('Number of filters (output channels).'),
    kernel: positiveInt.describe('Height and width of the filter.'),
    ...convFields,
  })
  .describe('Convolution; output size ⌊(size + 2·pad − kernel) / stride⌋ + 1, as in Caffe.');

export const poolSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: pool1, pool2, … by position.'),
    from,
    type: z.enum(['max', 'average']).describe('max, or average.'),
    kernel: positiveInt.describe('Height and width of the window.'),
    stride: positiveInt.default(1).describe('Step of the window.'),
    pad: nonNegativeInt.default(0).describe('Border that no value is taken from.'),
    rounding: z
      .enum(['ceil', 'floor'])
      .default('ceil')
      .describe('Of the output size: ceil is Caffe’s, floor is TensorFlow’s VALID.'),
  })
  .describe('Pooling; output size round((size + 2·pad − kernel) / stride) + 1.');

const fcFields = {
  bias: z.boolean().default(true).describe('Whether a bias is added.'),
  activation,
  widen: widenField,
  ...parameterFields,
};

export const fcSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: fc1, fc2, … by position.'),
    from,
    outputs: positiveInt.describe('Number of outputs.'),
    ...fcFields,
  })
  .describe('Fully connected layer (Caffe’s InnerProduct).');

export const reluSchema = z
  .strictObject({ name: layerName.optional().describe('Default: relu1, relu2, … by position.'), from })
  .describe('max(0, x).');

/** Target size of a Resize; what is left out stays as it is. Paper, section 3.2. */
const resizeTarget = {
  height: positiveInt.optional().describe('Height of the output.'),
  width: positiveInt.optional().describe('Width of the output.'),
  channels: positiveInt.optional().describe('Channels of the output.'),
};

const resizeMethod = z
  .enum(['nearest', 'bilinear'])
  .default('nearest')
  .describe('How height and width are interpolated; the paper does not say.');

export const resizeSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: resize1, resize2, … by position.'),
    from,
    ...resizeTarget,
    method: resizeMethod,
  })
  .describe(
    'Brings a layer’s output to a named height, width and number of channels (paper, section 3.2). Channels are cut off at the end, or filled up with zeros.',
  );

export const dropinLayerSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: dropin_<new>.'),
    new: layerName.optional().describe('The newly added layer, y_new; by default the layer written before.'),
    from: layerName.describe('The earlier layer ℓ̂ whose output is copied, y_prev.'),
    resize: z
      .union([z.boolean(), z.strictObject({ method: resizeMethod })])
      .optional()
      .describe('Whether y_prev is resized to the shape of y_new. Without it the shapes must be equal.'),
    ...ownDropinFields,
  })
  .describe('y = r·y_new + (1 − r)·y_prev (paper, equation 5).');

/** Fields of a block that `defaults.block` may set. */
const blockFields = {
  added: nonNegativeInt.max(1000).default(0).describe('Number of convolutions added after the first.'),
  added_kernel: positiveInt
    .default(3)
    .describe('Filter size of the added ones, an odd number. Their padding keeps the size.'),
  dropin: z
    .union([z.boolean(), z.strictObject(ownDropinFields)])
    .default(true)
    .describe('Whether each added convolution is joined by a DropIn with the output before it.'),
};

export const blockSchema = z
  .strictObject({
    conv: layerName.describe(
      'Common name: its convolutions are <conv>_1, <conv>_2, …, its DropIns dropin<k>_<i> where it is conv<k>; itself it names the output of the block.',
    ),
    from,
    outputs: positiveInt.describe('Number of filters of every convolution of the block.'),
    kernel: positiveInt.describe('Filter size of the first convolution.'),
    ...convFields,
    ...blockFields,
  })
  .describe(
    'A convolution and `added` more of the same size, each behind a DropIn (paper, Tables 1, 2, 4, 6).',
  );

/** One entry of `network`: a mapping with exactly one of these keys, which the loader checks. */
export const layerEntrySchema = z.strictObject({
  conv: convSchema.optional(),
  pool: poolSchema.optional(),
  fc: fcSchema.optional(),
  relu: reluSchema.optional(),
  lrn: lrnSchema.optional(),
  dropout: dropoutSchema.optional(),
  resize: resizeSchema.optional(),
  dropin: dropinLayerSchema.optional(),
  block: blockSchema.optional(),
});

/**
 * Merged into the layers before they are read (an entry's own field wins), so that the layer schemas above
 * stay the only place with default values. `defaults.conv` reaches the convolutions of blocks too.
 */
export const defaultsSchema = z
  .strictObject({
    conv: z
      .strictObject(convFields)
      .partial()
      .optional()
      .describe('For every convolution, those of blocks included.'),
    fc: z.strictObject(fcFields).partial().optional().describe('For every fully connected layer.'),
    block: z.strictObject(blockFields).partial().optional().describe('For every block.'),
  })
  .describe('Fields that layers of a kind share unless they say otherwise.');

export type ConvSpec = z.output<typeof convSchema>;
export type PoolSpec = z.output<typeof poolSchema>;
export type FcSpec = z.output<typeof fcSchema>;
export type ReluSpec = z.output<typeof reluSchema>;
export type ResizeSpec = z.output<typeof resizeSchema>;
export type DropInLayerSpec = z.output<typeof dropinLayerSchema>;
export type BlockSpec = z.output<typeof blockSchema>;
export type LayerEntry = z.output<typeof layerEntrySchema>;
