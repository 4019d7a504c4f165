import { z } from 'zod';
import { colorJitterSchema, lightingSchema, resizedCropSchema } from './augmentation.js';
import { float, nonNegativeInt, positiveInt } from './common.js';

export const transformSchema = z
  .strictObject({
    scale: float
      .default(1)
      .describe(
        'Factor for every pixel (0 … 255), applied after subtracting the mean (Caffe’s transform_param).',
      ),
    mean: z
      .enum(['none', 'image', 'channel'])
      .default('none')
      .describe(
        'What to subtract: the mean image of the training set (cropped and mirrored like the image), or the mean of each channel.',
      ),
    crop: positiveInt
      .optional()
      .describe('Side of the square crop: at a random position in training, from the center in tests.'),
    pad: nonNegativeInt
      .default(0)
      .describe(
        'Number of black rows and columns around each training image, from which the crop is taken (torchvision’s RandomCrop(size, padding)); without `crop` the crop has the size of the image. Not with mean: image, which has no border. Tests do not pad.',
      ),
    resized_crop: resizedCropSchema.optional(),
    mirror: z
      .boolean()
      .default(false)
      .describe('Whether to mirror images left to right in training, each with probability 1/2.'),
    color_jitter: colorJitterSchema.optional(),
    lighting: lightingSchema.optional(),
  })
  .superRefine(({ mean, pad, resized_crop: resized }, context) => {
    const refuse = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (mean === 'image' && pad > 0) refuse('pad', '0 with `mean: image`, which has no border');
    if (resized !== undefined && pad > 0)
      refuse('pad', '0 with `resized_crop`, which takes crops without a border');
    if (resized !== undefined && mean === 'image')
      refuse('mean', 'channel or none with `resized_crop`, because the mean image is not resized');
  })
  .describe('From pixels to the network’s input.');

export type TransformSpec = z.output<typeof transformSchema>;
