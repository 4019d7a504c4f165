/** Images and their labels, as a training step takes them. The arrays may be reused for the next batch. */
export interface Batch {
  /** `[count, H, W, C]`, raw pixels 0 … 255. */
  readonly images: Uint8Array;
  /** `[count]`, class numbers. */
  readonly labels: Int32Array;
  readonly count: number;
}

/** Room for `count` images of `imageBytes` = H·W·C bytes each. */
export function allocateBatch(count: number, imageBytes: number): Batch {
  return { images: new Uint8Array(count * imageBytes), labels: new Int32Array(count), count };
}

/** The first `count` images of a batch, sharing its memory. */
export function firstOf(batch: Batch, count: number): Batch {
  if (count === batch.count) return batch;
  const imageBytes = batch.images.length / batch.count;
  return {
    images: batch.images.subarray(0, count * imageBytes),
    labels: batch.labels.subarray(0, count),
    count,
  };
}
