import { allocateBatch, type Batch } from '../data/batch.js';
import { elementCount } from '../common/shapes.js';
import type { MeanImage } from '../graph/mean.js';
import type { Network } from '../network/layer.js';
import { scheduledLayers } from '../network/scheduled.js';

/** A batch of made-up images, for measuring times: the work is the same, whatever the pixels. */
export function syntheticBatch({ inputShape, classes }: Network, count: number): Batch {
  const batch = allocateBatch(count, elementCount(inputShape));
  for (let i = 0; i < batch.images.length; i++) batch.images[i] = (i * 31) % 256;
  for (let i = 0; i < count; i++) {
    batch.labels[i] = i % classes;
    batch.boxes.set([0, 0, 1, 1], 4 * i);
  }
  return batch;
}

/** A mean image: subtracting any image takes the same time. */
export function blackImage({ imageShape: [height = 1, width = 1, channels = 1] }: Network): MeanImage {
  return { shape: [height, width, channels], values: new Float32Array(height * width * channels) };
}

/** The copied units of every scheduled layer at a ratio p, whatever its own schedule. */
export function copiedAt(network: Network, ratio: number): number[] {
  return scheduledLayers(network).map(({ units }) => Math.ceil((1 - ratio) * units));
}
