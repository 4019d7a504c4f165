import { z } from 'zod';
import { float } from './common.js';

/** Two numbers, the second at least as large as the first. */
function rangeOf(number: z.ZodNumber) {
  return z.tuple([number, number]).refine(([from, to]) => from <= to, 'from at most to');
}

export const resizedCropSchema = z
  .strictObject({
    scale: rangeOf(z.number().positive().max(1))
      .default([0.08, 1])
      .describe('Area of the crop as a part of the image, from and to: uniform.'),
    ratio: rangeOf(float.positive())
      .default([3 / 4, 4 / 3])
      .describe('Width of the crop divided by its height, from and to: its logarithm is uniform.'),
  })
  .describe(
    'Training crops of random size and shape, resized to `crop` × `crop` or, without it, to the size of the image (Szegedy et al. 2015; torchvision’s RandomResizedCrop): after ten draws that do not fit into the image, the largest centered crop of an allowed ratio. They are taken from the image as it is stored, after it was resized to the data set’s size. Not with pad or mean: image. Tests are cropped at the center as without it.',
  );

const change = float.nonnegative().default(0);

export const colorJitterSchema = z
  .strictObject({
    brightness: change.describe('b: pixels become f · pixel, f uniform in [max(0, 1 − b), 1 + b].'),
    contrast: change.describe(
      'c: pixels become f · pixel + (1 − f) · the mean gray of the image, f uniform in [max(0, 1 − c), 1 + c].',
    ),
    saturation: change.describe(
      's: pixels become f · pixel + (1 − f) · their own gray, f uniform in [max(0, 1 − s), 1 + s]. 0 for gray images.',
    ),
    hue: z
      .number()
      .min(0)
      .max(0.5)
      .default(0)
      .describe('h: the hue turns by a part of the circle, uniform in [−h, h]. 0 for gray images.'),
  })
  .describe(
    'Random changes of each training image’s colors, in random order (torchvision’s ColorJitter of Pillow images, which the results equal).',
  );

const eigenvector = z.tuple([float, float, float]);

export const lightingSchema = z
  .strictObject({
    std: float
      .nonnegative()
      .default(0.1)
      .describe('Standard deviation of the factors α of the principal components.'),
    eigenvalues: z
      .tuple([float, float, float])
      .default([0.2175, 0.0188, 0.0045])
      .describe(
        'λ of each principal component, for pixels from 0 to 1. Default: ImageNet’s, of fb.resnet.torch.',
      ),
    eigenvectors: z
      .array(eigenvector)
      .length(3)
      .default([
        [-0.5675, -0.5808, -0.5836],
        [0.7192, -0.0045, -0.6948],
        [0.4009, -0.814, 0.4203],
      ])
      .describe('Red, green and blue of each principal component. Default: ImageNet’s, of fb.resnet.torch.'),
  })
  .describe(
    'Adds a color to each training image, after color_jitter: 255 · Σ α·λ·eigenvector, α normal (Krizhevsky et al. 2012, “PCA”). Sums are rounded and limited to 0 … 255. Only for images in color.',
  );

export type ResizedCropSpec = z.output<typeof resizedCropSchema>;
export type ColorJitterSpec = z.output<typeof colorJitterSchema>;
export type LightingSpec = z.output<typeof lightingSchema>;
