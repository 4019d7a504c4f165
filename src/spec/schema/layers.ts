import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { activationFields, activationSchema } from './activation.js';
import { batchNormField, batchNormSchema } from './batch-norm.js';
import {
  layerName,
  nonNegativeInt,
  nonNegativeSize,
  parameterFields,
  positiveInt,
  positiveSize,
} from './common.js';
import { blockDropinFields, ownDropinFields, widenField } from './dropin.js';
import { highwayField } from './highway.js';
import { from } from './references.js';
import { dropoutSchema, lrnField, lrnSchema } from './regularization.js';
import { rnnSchema } from './rnn.js';

/** Fields of a convolution that `defaults.conv` may set for every convolution of the network. */
const convFields = {
  stride: positiveSize
    .default(1)
    .describe('Step of the filter, in pixels: one number, or [height, width], as for all sizes below.'),
  pad: nonNegativeSize.default(0).describe('Number of zeros added on each side.'),
  dilation: positiveSize
    .default(1)
    .describe('Distance between the pixels that neighbouring weights of the filter take (Caffe’s dilation).'),
  groups: positiveInt
    .default(1)
    .describe(
      'Number of groups into which input and output channels are split (Caffe’s group). With as many groups as input channels, the convolution is depthwise.',
    ),
  bias: z.boolean().default(true).describe('Whether a bias is added.'),
  batch_norm: batchNormField,
  ...activationFields,
  lrn: lrnField,
  widen: widenField,
  ...parameterFields,
};

export const convSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: conv1, conv2, … by position.'),
    from,
    outputs: positiveInt.describe('Number of filters (output channels).'),
    kernel: positiveSize.describe('Height and width of the filter: one number, or [height, width].'),
    ...convFields,
  })
  .describe(
    'Convolution; output size ⌊(size + 2·pad − dilation·(kernel − 1) − 1) / stride⌋ + 1, as in Caffe.',
  );

export const poolSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: pool1, pool2, … by position.'),
    from,
    type: z.enum(['max', 'average']).describe('Maximum or average of each window.'),
    kernel: positiveSize
      .optional()
      .describe('Height and width of the window: one number, or [height, width]. Required unless global.'),
    global: z
      .boolean()
      .default(false)
      .describe('Whether the window is the whole input (Caffe’s global_pooling). The output is 1×1.'),
    stride: positiveSize.default(1).describe('Step of the window, in pixels.'),
    pad: nonNegativeSize
      .default(0)
      .describe('Width of the padding on each side; padding does not affect a maximum.'),
    rounding: z
      .enum(['ceil', 'floor'])
      .default('ceil')
      .describe('Rounding of the output size: ceil as in Caffe, floor as in TensorFlow’s VALID.'),
  })
  .superRefine(requireOneWindow)
  .describe('Pooling; output size round((size + 2·pad − kernel) / stride) + 1.');

interface PoolWindow {
  readonly kernel?: unknown;
  readonly global: boolean;
  readonly stride: unknown;
  readonly pad: unknown;
}

/** A global pooling has a single window, which its input determines (as Caffe checks). */
function requireOneWindow(pool: PoolWindow, context: z.core.$RefinementCtx<PoolWindow>): void {
  if (!pool.global) {
    if (pool.kernel === undefined)
      context.addIssue({ code: 'custom', path: ['kernel'], message: 'a size, or `global: true`' });
    return;
  }
  const unset = { kernel: undefined, stride: 1, pad: 0 };
  for (const [field, value] of Object.entries(unset))
    if (!isDeepStrictEqual(pool[field as keyof typeof unset], value))
      context.addIssue({ code: 'custom', path: [field], message: 'no value with `global: true`' });
}

const fcFields = {
  bias: z.boolean().default(true).describe('Whether a bias is added.'),
  batch_norm: batchNormField,
  ...activationFields,
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
  .describe('max(0, x): the same as an activation of type relu.');

/** Output size of a Resize (paper, section 3.2). By default each is that of the input. */
const resizeTarget = {
  height: positiveInt.optional().describe('Height of the output.'),
  width: positiveInt.optional().describe('Width of the output.'),
  channels: positiveInt.optional().describe('Channels of the output.'),
};

const resizeMethod = z
  .enum(['nearest', 'bilinear'])
  .default('nearest')
  .describe('Interpolation of height and width; the paper does not specify it.');

export const resizeSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: resize1, resize2, … by position.'),
    from,
    ...resizeTarget,
    method: resizeMethod,
  })
  .describe(
    'Resizes a layer’s output to a given height, width and number of channels (paper, section 3.2). Drops the last channels, or appends channels of zeros.',
  );

export const dropinLayerSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: dropin_<new>.'),
    new: layerName.optional().describe('The new layer, y_new; by default the previous entry.'),
    from: layerName.describe('The earlier layer ℓ̂, whose output y_prev is copied.'),
    resize: z
      .union([z.boolean(), z.strictObject({ method: resizeMethod })])
      .optional()
      .describe('Whether to resize y_prev to the shape of y_new. Otherwise the shapes must be equal.'),
    ...ownDropinFields,
  })
  .describe('y = r·y_new + (1 − r)·y_prev (paper, equation 5).');

const joinedLayers = z.array(layerName.describe('Name of a layer.')).min(2);

export const addSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: add1, add2, … by position.'),
    inputs: joinedLayers.describe('The layers to add, of equal shapes.'),
  })
  .describe('Element-wise sum of layers (Caffe’s Eltwise): a residual connection.');

export const concatSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: concat1, concat2, … by position.'),
    inputs: joinedLayers.describe('The layers whose channels follow one another, of equal height and width.'),
  })
  .describe('Concatenation of the channels of layers (Caffe’s Concat): a dense connection.');

/** Fields of a block that `defaults.block` may set. */
const blockFields = {
  added: nonNegativeInt.max(1000).default(0).describe('Number of convolutions added after the first.'),
  added_kernel: positiveSize
    .default(3)
    .describe('Filter size of the added convolutions, an odd number. Their padding keeps the size.'),
  residual: z
    .boolean()
    .default(false)
    .describe(
      'Makes each convolution a residual unit (He et al. 2016): a convolution, its activation and a second convolution of size added_kernel, whose output is added to the input of the unit; the activation and LRN follow the sum. Where its shape differs, the input passes a 1×1 convolution of the same stride first. A DropIn joins each added unit with its input, so that its residual branch drops in.',
    ),
  highway: highwayField,
  dropin: z
    .union([z.boolean(), z.strictObject(blockDropinFields).describe('Settings of the DropIns of the block.')])
    .default(true)
    .describe('Whether a DropIn joins each added convolution with the output that precedes it.'),
};

export const blockSchema = z
  .strictObject({
    conv: layerName.describe(
      'Name of the block and of its output. Its convolutions are <conv>_1, <conv>_2, … (those of a residual unit <conv>_1a, <conv>_1b); if it is conv<k>, its DropIns are dropin<k>_<i>.',
    ),
    from,
    outputs: positiveInt.describe('Number of filters of every convolution of the block.'),
    kernel: positiveSize.describe('Filter size of the first convolution.'),
    ...convFields,
    ...blockFields,
  })
  .superRefine(({ added, dropin }, context) => {
    if (typeof dropin !== 'object') return;
    for (const field of ['length', 'start'] as const) {
      const list = dropin[field];
      if (!Array.isArray(list) || list.length === added) continue;
      const message = `${added} values, one for each added convolution`;
      context.addIssue({ code: 'custom', path: ['dropin', field], message });
    }
  })
  .superRefine(({ residual, highway }, context) => {
    if (residual && highway !== false)
      context.addIssue({ code: 'custom', path: ['highway'], message: 'false with `residual: true`' });
  })
  .describe(
    'A convolution and `added` more of the same size, each followed by a DropIn (paper, Tables 1, 2, 4, 6).',
  );

/** An entry of `network`. The loader checks that it has exactly one key. */
export const layerEntrySchema = z
  .strictObject({
    conv: convSchema.optional(),
    pool: poolSchema.optional(),
    fc: fcSchema.optional(),
    rnn: rnnSchema.optional(),
    relu: reluSchema.optional(),
    activation: activationSchema.optional(),
    batch_norm: batchNormSchema.optional(),
    lrn: lrnSchema.optional(),
    dropout: dropoutSchema.optional(),
    resize: resizeSchema.optional(),
    dropin: dropinLayerSchema.optional(),
    add: addSchema.optional(),
    concat: concatSchema.optional(),
    block: blockSchema.optional(),
  })
  .describe('A layer, or a block of layers: a map with exactly one of these keys.');

/**
 * Merged into the entries of `network` before they are parsed (an entry's own field takes precedence), so that only the
 * layer schemas above contain default values. `defaults.conv` also applies to the convolutions of blocks.
 */
export const defaultsSchema = z
  .strictObject({
    conv: z
      .strictObject(convFields)
      .partial()
      .optional()
      .describe('For every convolution, including those of blocks.'),
    fc: z.strictObject(fcFields).partial().optional().describe('For every fully connected layer.'),
    block: z.strictObject(blockFields).partial().optional().describe('For every block.'),
  })
  .describe(
    'Fields for all layers of a kind, unless a layer sets them itself. They count as fields of these layers.',
  );

export type ConvSpec = z.output<typeof convSchema>;
export type PoolSpec = z.output<typeof poolSchema>;
export type FcSpec = z.output<typeof fcSchema>;
export type ReluSpec = z.output<typeof reluSchema>;
export type ResizeSpec = z.output<typeof resizeSchema>;
export type DropInLayerSpec = z.output<typeof dropinLayerSchema>;
export type AddSpec = z.output<typeof addSchema>;
export type ConcatSpec = z.output<typeof concatSchema>;
export type BlockSpec = z.output<typeof blockSchema>;
export type LayerEntry = z.output<typeof layerEntrySchema>;
