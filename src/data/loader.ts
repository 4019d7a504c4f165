import { allocateBatch, firstOf, type Batch } from './batch.js';
import type { Split } from './dataset.js';
import type { ImageOrder } from './order.js';

/** Gives batch after batch; each is valid until the next is asked for. */
export interface Loader {
  /** Undefined: there are no more. */
  next(): Batch | undefined | Promise<Batch | undefined>;
}

/** The batches of training, from `startIteration` on, without end. */
export function openTrainLoader(
  split: Split,
  imageBytes: number,
  order: ImageOrder,
  batchSize: number,
  startIteration: number,
): Loader {
  const batch = allocateBatch(batchSize, imageBytes);
  const indices = new Uint32Array(batchSize);
  let iteration = startIteration;
  return {
    next() {
      order.fill(iteration++, indices);
      const reading = split.read(indices, batch);
      return reading === undefined ? batch : reading.then(() => batch);
    },
  };
}

/** Every image of a split once, in the split's own order; the last batch may be smaller. */
export function openTestLoader(split: Split, imageBytes: number, batchSize: number): Loader {
  const batch = allocateBatch(batchSize, imageBytes);
  const indices = new Uint32Array(batchSize);
  let first = 0;
  return {
    next() {
      const count = Math.min(batchSize, split.count - first);
      if (count <= 0) return undefined;
      for (let slot = 0; slot < count; slot++) indices[slot] = first + slot;
      first += count;
      const part = firstOf(batch, count);
      const reading = split.read(indices.subarray(0, count), part);
      return reading === undefined ? part : reading.then(() => part);
    },
  };
}
