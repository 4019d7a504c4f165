import type { TransformSpec } from '../spec/schema/spec.js';
import type { Graph } from './graph.js';
import type { StepInputs } from './inputs.js';
import type { Tensor } from './node.js';
import { add, mul } from './ops/arithmetic.js';
import { cast } from './ops/cast.js';
import { constant, scalar } from './ops/constant.js';
import { cropBoxes } from './ops/crop-and-resize.js';
import { decodeRaw } from './ops/decode-raw.js';
import { reshape } from './ops/reshape.js';

/** The mean of the training images, before any crop. */
export interface MeanImage {
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  /** Of each pixel, row by row, channels last. */
  readonly values: Float32Array;
}

/** Whether the mean image is cut out of the same place as each image. */
export function needsBoxes({ mean, crop, mirror }: TransformSpec): boolean {
  return mean === 'image' && (crop !== undefined || mirror);
}

/**
 * Images as fed, a scalar string of N·H·W·C bytes, to the network's input `[N, H, W, C]`: (pixel − mean) · scale; Caffe's
 * DataTransformer, where the mean image is cropped and mirrored with the image. `count` −1: any N.
 */
export function transformImages(
  graph: Graph,
  inputs: Pick<StepInputs, 'images' | 'labels' | 'boxes'>,
  count: number,
  shape: readonly number[],
  transform: TransformSpec,
  mean: MeanImage | undefined,
): Tensor {
  const bytes = reshape(graph, decodeRaw(graph, inputs.images), [count, ...shape]);
  const pixels = cast(graph, bytes, 'float32');
  const centred =
    transform.mean === 'none'
      ? pixels
      : add(graph, pixels, negativeMean(graph, inputs, [count, ...shape], transform, mean));
  return transform.scale === 1 ? centred : mul(graph, centred, scalar(graph, transform.scale));
}

/** What is added to the pixels: −mean, of a shape that is repeated over them. */
function negativeMean(
  graph: Graph,
  { boxes, labels }: Pick<StepInputs, 'labels' | 'boxes'>,
  shape: readonly number[],
  transform: TransformSpec,
  mean: MeanImage | undefined,
): Tensor {
  if (mean === undefined) throw new Error('transform.mean needs the mean of the training images');
  if (transform.mean === 'channel') {
    const values = channelMeans(mean).map((value) => -value);
    return constant(graph, { dtype: 'float32', shape: [values.length], values }, 'negative_mean');
  }
  const values = Array.from(mean.values, (value) => -value);
  const image = constant(graph, { dtype: 'float32', shape: [1, ...mean.shape], values }, 'negative_mean');
  return boxes === undefined ? image : cropBoxes(graph, image, boxes, labels, shape);
}

/** The mean of each channel over all pixels. */
function channelMeans({ shape, values }: MeanImage): number[] {
  const channels = shape[2];
  const sums = new Array<number>(channels).fill(0);
  for (let index = 0; index < values.length; index++) sums[index % channels]! += values[index]!;
  return sums.map((sum) => (sum * channels) / values.length);
}
