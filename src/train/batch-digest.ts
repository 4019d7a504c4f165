import { createHash } from 'node:crypto';
import type { Batch } from '../data/batch.js';
import type { Loader } from '../data/loader.js';

/**
 * A chain of SHA-256 over the batches that were trained on, in their order: over each one's labels, crops and first image, which
 * tells two orders apart at next to no cost. A checkpoint keeps it, and a resumed run goes on with it.
 */
export class BatchDigest {
  /** @param value Of the batches before; empty for none. */
  constructor(public value = '') {}

  add({ images, labels, boxes, count }: Batch): void {
    this.value = createHash('sha256')
      .update(this.value)
      .update(bytesOf(labels))
      .update(bytesOf(boxes))
      .update(images.subarray(0, images.length / count))
      .digest('hex');
  }

  /** A loader whose batches are added when they are taken. */
  observe(loader: Loader): Loader {
    const taken = (batch: Batch | undefined) => {
      if (batch !== undefined) this.add(batch);
      return batch;
    };
    return {
      next() {
        const next = loader.next();
        return next instanceof Promise ? next.then(taken) : taken(next);
      },
    };
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
