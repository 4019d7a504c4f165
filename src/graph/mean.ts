import type { Network } from '../network/layer.js';
import type { TransformSpec } from '../spec/schema/spec.js';
import type { Signature } from './compiled.js';
import { done } from './done.js';
import type { Graph } from './graph.js';
import { elements, shapeText } from './node.js';
import { placeholder } from './ops/placeholder.js';
import { assignVariable, variable, type Variable } from './ops/variable.js';

/** The mean of the training images, before any crop. */
export interface MeanImage {
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  /** Of each pixel, row by row, channels last. */
  readonly values: Float32Array;
}

/**
 * The variable that is added to the pixels: minus the mean image, `[1, H, W, C]`, or minus the mean of each channel, `[C]`.
 * It is set once a session and is not in checkpoints. Undefined where the transform subtracts nothing.
 */
export function declareMean(
  graph: Graph,
  { imageShape }: Pick<Network, 'imageShape'>,
  { mean }: TransformSpec,
): Variable | undefined {
  if (mean === 'none') return undefined;
  return variable(graph, 'negative_mean', mean === 'image' ? [1, ...imageShape] : imageShape.slice(-1));
}

/** Sets the variable of `declareMean`; without one there is nothing to feed or do. */
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

/** What `set_mean` is fed for a mean image. */
export function negativeMean(image: MeanImage, { shape }: Variable): Float32Array {
  const values = Float32Array.from(
    shape.length === 1 ? channelMeans(image) : image.values,
    (value) => -value,
  );
  if (values.length === elements(shape)) return values;
  throw new Error(`the mean image has the shape ${shapeText(image.shape)}, the graph ${shapeText(shape)}`);
}

/** The mean of each channel over all pixels. */
function channelMeans({ shape, values }: MeanImage): number[] {
  const channels = shape[2];
  const sums = new Array<number>(channels).fill(0);
  for (let index = 0; index < values.length; index++) sums[index % channels]! += values[index]!;
  return sums.map((sum) => (sum * channels) / values.length);
}
