import { createHash } from 'node:crypto';
import type { Batch } from '../data/batch.js';
import type { Loader } from '../data/loader.js';

/**
 * A SHA-256 chain over the training batches in order. It covers each batch's labels, crops and first image, which is enough
 * to tell two orders apart and costs almost nothing. Checkpoints store it, and a resumed run continues it.
 */
export class BatchDigest {
  /** @param value Digest (hex) of the earlier batches; empty if there are none. */
  constructor(public value = '') {}

  add({ images, labels, boxes, count }: Batch): void {
    this.value = createHash('sha256')
      .update(this.value)
      .update(bytesOf(labels))
      .update(bytesOf(boxes))
      .update(images.subarray(0, images.length / count))
      .digest('hex');
  }

  /** Wraps a loader so that each batch is added when it is delivered. */
  observe(loader: Loader): Loader {
    const observed = (batch: Batch | undefined) => {
      if (batch !== undefined) this.add(batch);
      return batch;
    };
    return {
      next() {
        const next = loader.next();
        return next instanceof Promise ? next.then(observed) : observed(next);
      },
    };
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
