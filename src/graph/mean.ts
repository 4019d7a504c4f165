import type { Network } from '../network/layer.js';
import type { TransformSpec } from '../spec/schema/transform.js';
import type { Signature } from './compiled.js';
import { done } from './done.js';
import type { Graph } from './graph.js';
import { elementCount } from '../common/shapes.js';
import { shapeText } from './node.js';
import { placeholder } from './ops/placeholder.js';
import { assignVariable, variable, type Variable } from './ops/variable.js';

/** The mean of the training images, before any crop. */
export interface MeanImage {
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  /** Row by row, channels last. */
  readonly values: Float32Array;
}

/**
 * Declares the variable that is added to the pixels: minus the mean image, `[1, H, W, C]`, or minus the mean of each
 * channel, `[C]`. It is set once per session and is not saved in checkpoints. Undefined if the transform subtracts nothing.
 */
export function declareMean(
  graph: Graph,
  { imageShape }: Pick<Network, 'imageShape'>,
  { mean }: TransformSpec,
): Variable | undefined {
  if (mean === 'none') return undefined;
  return variable(graph, 'negative_mean', mean === 'image' ? [1, ...imageShape] : imageShape.slice(-1));
}

/** Sets the variable of `declareMean`. If there is none, the signature takes no input and does nothing. */
export function setMeanSignature(graph: Graph, mean: Variable | undefined): Signature {
  return graph.scoped('set_mean', (): Signature => {
    if (mean === undefined) return { inputs: {}, outputs: done(graph, []) };
    const negativeMean = placeholder(graph, 'negative_mean', 'float32', mean.shape);
    return {
      inputs: { negative_mean: negativeMean },
      outputs: done(graph, [assignVariable(graph, mean, negativeMean)]),
    };
  });
}

/**
 * The value to feed to `set_mean` for a mean image.
 *
 * @throws {Error} if the image has another shape than the graph's images.
 */
export function negativeMean(image: MeanImage, { shape }: Pick<Variable, 'shape'>): Float32Array {
  const values = Float32Array.from(
    shape.length === 1 ? channelMeans(image) : image.values,
    (value) => -value,
  );
  if (values.length === elementCount(shape)) return values;
  throw new Error(
    `the mean image has shape ${shapeText(image.shape)}, the graph expects ${shapeText(shape)}`,
  );
}

/** The mean of each channel over all pixels. */
function channelMeans({ shape, values }: MeanImage): number[] {
  const channels = shape[2];
  const sums = new Array<number>(channels).fill(0);
  for (let index = 0; index < values.length; index++) sums[index % channels]! += values[index]!;
  return sums.map((sum) => (sum * channels) / values.length);
}
