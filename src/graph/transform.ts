import type { TransformSpec } from '../spec/schema/transform.js';
import type { Graph } from './graph.js';
import type { Tensor } from './node.js';
import { add, mul } from './ops/arithmetic.js';
import { cast } from './ops/cast.js';
import { scalar } from './ops/constant.js';
import { cropBoxes } from './ops/crop-and-resize.js';
import { decodeRaw } from './ops/decode-raw.js';
import { reshape } from './ops/reshape.js';
import { readVariable, type Variable } from './ops/variable.js';

/** What is fed with each image. */
interface FedWithImages {
  /** `[N]` int32. */
  readonly labels: Tensor;
  /** `[N, 4]` float32: where each image was cropped. Undefined if the mean is not cropped with the images. */
  readonly boxes: Tensor | undefined;
}

/** Images as they are fed. */
export interface FedImages extends FedWithImages {
  /** Scalar string: N·H·W·C bytes. */
  readonly images: Tensor;
}

export interface DecodedImages extends FedWithImages {
  /** `[N, H, W, C]` uint8. */
  readonly pixels: Tensor;
}

/** Whether the mean image is cropped and mirrored with each image. */
export function needsBoxes({ mean, crop, mirror }: TransformSpec): boolean {
  return mean === 'image' && (crop !== undefined || mirror);
}

export interface Transform {
  readonly settings: TransformSpec;
  /** Minus the mean; see `declareMean`. */
  readonly mean: Variable | undefined;
}

/** @param shape `[N, H, W, C]`; −1 for any N. */
export function decodeImages(
  graph: Graph,
  { images, labels, boxes }: FedImages,
  shape: readonly number[],
): DecodedImages {
  return { pixels: reshape(graph, decodeRaw(graph, images), shape), labels, boxes };
}

/**
 * Computes the network's input from the fed images: (pixel − mean) · scale. Like Caffe's DataTransformer, crops and mirrors
 * the mean image in the same way as each image.
 */
export function transformImages(graph: Graph, images: DecodedImages, { settings, mean }: Transform): Tensor {
  const pixels = cast(graph, images.pixels, 'float32');
  const centred = mean === undefined ? pixels : add(graph, pixels, negativeMean(graph, images, mean));
  return settings.scale === 1 ? centred : mul(graph, centred, scalar(graph, settings.scale));
}

/** −mean, of a shape that broadcasts to that of the pixels. */
function negativeMean(graph: Graph, { pixels, boxes, labels }: DecodedImages, mean: Variable): Tensor {
  const value = readVariable(graph, mean);
  const { shape } = pixels;
  return boxes === undefined ? value : cropBoxes(graph, value, { boxes, perBox: labels, shape });
}
