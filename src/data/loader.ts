import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { TransformSpec } from '../spec/schema/transform.js';
import { allocateBatch, copySlot, firstOf, type Batch } from './batch.js';
import { bytesOf, type Split } from './dataset.js';
import type { ImageOrder } from './order.js';
import {
  allocateViews,
  centreViewer,
  fillBoxes,
  randomViewer,
  type ImageShape,
  type Viewer,
  type Views,
} from './views.js';

/** A sequence of batches; each is valid until the next one is requested. */
export interface Loader {
  /** Undefined after the last batch. */
  next(): Batch | undefined | Promise<Batch | undefined>;
}

/** Limit on the bytes of batches read ahead; at least two batches are kept, one in use and one being read. */
const MAX_AHEAD_BYTES = 256 * 2 ** 20;
const MAX_AHEAD = 4;

/** Number of batches of `batchBytes` bytes that a loader holds. */
export function batchesAhead(batchBytes: number, threaded: boolean): number {
  return threaded ? Math.max(2, Math.min(MAX_AHEAD, Math.floor(MAX_AHEAD_BYTES / batchBytes))) : 1;
}

export interface TrainLoaderOptions {
  readonly transform: TransformSpec;
  readonly order: ImageOrder;
  readonly seed: number;
  readonly batch: number;
  /** Number of batches before the first one; with iter_size n, n times the iteration. */
  readonly firstBatch: number;
}

/** An endless sequence of training batches. */
export function openTrainLoader(split: Split, stored: ImageShape, options: TrainLoaderOptions): Loader {
  const { transform, order, seed, batch: size, firstBatch } = options;
  return new RingLoader(split, stored, randomViewer(stored, transform, seed), size, {
    plan(step, indices) {
      order.fill(firstBatch + step, indices);
      return size;
    },
    iteration: (step) => firstBatch + step,
    finish: (batch, bad) => replaceBad(batch, bad, split),
    replacements: Math.ceil(split.count / size),
  });
}

/**
 * Every image of a split once, in the order of the split, cropped at the centre if `transform` has a crop. The last batch
 * and batches with skipped images may be smaller.
 */
export function openTestLoader(
  split: Split,
  stored: ImageShape,
  transform: Pick<TransformSpec, 'crop'>,
  batchSize: number,
): Loader {
  return new RingLoader(split, stored, centreViewer(stored, transform), batchSize, {
    plan(step, indices) {
      const first = step * batchSize;
      const count = Math.max(0, Math.min(batchSize, split.count - first));
      for (let slot = 0; slot < count; slot++) indices[slot] = first + slot;
      return count;
    },
    iteration: (step) => step,
    finish: dropBad,
    replacements: 0,
  });
}

/** Decides what a loader reads at each step. */
interface Plan {
  /** Writes the image indices of a step into `indices` and returns their number, 0 at the end. */
  plan(step: number, indices: Uint32Array): number;
  iteration(step: number): number;
  /** The batch without the images in the slots `bad`; empty if all are bad. */
  finish(batch: Batch, bad: readonly number[]): Batch;
  /** Number of later steps whose images are tried if all images of a step are bad. */
  readonly replacements: number;
}

interface RingSlot {
  readonly batch: Batch;
  readonly views: Views;
  reading: Batch | undefined | Promise<Batch>;
}

/** Reads batches ahead into a ring of buffers, in order. */
class RingLoader implements Loader {
  private readonly ring: RingSlot[];
  /** Number of steps whose read has started, and number of steps delivered. */
  private started = 0;
  private delivered = 0;
  /** Number of images delivered. */
  private images = 0;

  constructor(
    private readonly split: Split,
    private readonly stored: ImageShape,
    private readonly viewer: Viewer,
    batchSize: number,
    private readonly plan: Plan,
  ) {
    const imageBytes = bytesOf(viewer.shape);
    const length = batchesAhead(imageBytes * batchSize, split.threaded);
    this.ring = Array.from({ length }, () => ({
      batch: allocateBatch(batchSize, imageBytes),
      views: allocateViews(batchSize, viewer.shape),
      reading: undefined,
    }));
  }

  next(): Batch | undefined | Promise<Batch | undefined> {
    while (this.started < this.delivered + this.ring.length) this.start(this.started++);
    const { reading } = this.ring[this.delivered++ % this.ring.length]!;
    return reading instanceof Promise ? reading.then((batch) => this.deliver(batch)) : this.deliver(reading);
  }

  /** Skips batches whose images are all bad. */
  private deliver(batch: Batch | undefined): Batch | undefined | Promise<Batch | undefined> {
    if (batch?.count === 0) return this.next();
    if (batch === undefined && this.images === 0) throw noneReadable(this.split);
    this.images += batch?.count ?? 0;
    return batch;
  }

  private start(step: number): void {
    const slot = this.ring[step % this.ring.length]!;
    const count = this.plan.plan(step, slot.batch.indices);
    if (count === 0) {
      slot.reading = undefined;
      return;
    }
    const batch = firstOf(slot.batch, count);
    this.viewer.fill(this.plan.iteration(step), count, slot.views);
    fillBoxes(slot.views, this.stored, count, batch.boxes);
    const bad = this.split.read(batch.indices, slot.views, batch);
    if (!(bad instanceof Promise)) {
      slot.reading = this.plan.finish(batch, bad);
      return;
    }
    slot.reading = bad.then((slots) => this.finish(step, slot.views, batch, slots));
    // `next` throws the error when the batch is requested, which may be later.
    slot.reading.catch(() => undefined);
  }

  private async finish(step: number, views: Views, batch: Batch, bad: readonly number[]): Promise<Batch> {
    for (let later = 1; later <= this.plan.replacements && bad.length === batch.count; later++) {
      this.plan.plan(step + later, batch.indices);
      bad = await this.split.read(batch.indices, views, batch);
    }
    return this.plan.finish(batch, bad);
  }
}

/** Replaces each bad image by the good one before it in the batch, or by the first good one. */
function replaceBad(batch: Batch, bad: readonly number[], split: Split): Batch {
  if (bad.length === 0) return batch;
  const good = goodSlots(batch, bad);
  if (good.length === 0) throw noneReadable(split);
  for (const slot of bad) copySlot(batch, good.findLast((other) => other < slot) ?? good[0]!, slot);
  return batch;
}

/** Shrinks the batch to its good images. */
function dropBad(batch: Batch, bad: readonly number[]): Batch {
  if (bad.length === 0) return batch;
  const good = goodSlots(batch, bad);
  for (const [to, from] of good.entries()) copySlot(batch, from, to);
  return firstOf(batch, good.length);
}

function goodSlots(batch: Batch, bad: readonly number[]): number[] {
  const wrong = new Set(bad);
  return Array.from({ length: batch.count }, (_, slot) => slot).filter((slot) => !wrong.has(slot));
}

function noneReadable({ name, count }: Split): DropinError {
  return new DropinError(
    `data: none of the ${count} ${name} images can be read; run dropin datasets verify to see why`,
    EXIT.DATA,
  );
}
