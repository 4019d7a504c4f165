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

/** Images as they are fed. */
export interface FedImages {
  /** Scalar string: N·H·W·C bytes. */
  readonly images: Tensor;
  /** `[N]` int32. */
  readonly labels: Tensor;
  /** `[N, 4]` float32: where each image was cropped. Undefined if the mean is not cropped with the images. */
  readonly boxes: Tensor | undefined;
}

/** Whether the mean image is cropped and mirrored with each image. */
export function needsBoxes({ mean, crop, mirror }: TransformSpec): boolean {
  return mean === 'image' && (crop !== undefined || mirror);
}

export interface Transform {
  readonly settings: TransformSpec;
  /** Minus the mean; see `declareMean`. */
  readonly mean: Variable | undefined;
  /** Shape of the result: `[N, H, W, C]`; −1 for any N. */
  readonly shape: readonly number[];
}

/**
 * Computes the network's input from the fed images: (pixel − mean) · scale. Like Caffe's DataTransformer, crops and mirrors
 * the mean image in the same way as each image.
 */
export function transformImages(graph: Graph, fed: FedImages, { settings, mean, shape }: Transform): Tensor {
  const pixels = cast(graph, reshape(graph, decodeRaw(graph, fed.images), shape), 'float32');
  const centred = mean === undefined ? pixels : add(graph, pixels, negativeMean(graph, fed, mean, shape));
  return settings.scale === 1 ? centred : mul(graph, centred, scalar(graph, settings.scale));
}

/** −mean, of a shape that broadcasts to that of the pixels. */
function negativeMean(
  graph: Graph,
  { boxes, labels }: FedImages,
  mean: Variable,
  shape: readonly number[],
): Tensor {
  const value = readVariable(graph, mean);
  return boxes === undefined ? value : cropBoxes(graph, value, { boxes, perBox: labels, shape });
}
