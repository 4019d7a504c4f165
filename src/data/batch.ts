/** Images and their labels, as a training step takes them. The arrays may be reused for the next batch. */
export interface Batch {
  /** `[count, H, W, C]`, raw pixels 0 … 255; in shared memory, which other threads decode into. */
  readonly images: Uint8Array<SharedArrayBuffer>;
  /** `[count]`, class numbers. */
  readonly labels: Int32Array;
  /**
   * `[count, 4]`: where in the stored image each was cut out, as TensorFlow's CropAndResize takes it: top, left, bottom,
   * right pixel as fractions of (height − 1) and (width − 1); left > right for a mirrored one.
   */
  readonly boxes: Float32Array;
  /** `[count]`: the numbers of the images in their split. */
  readonly indices: Uint32Array;
  readonly count: number;
}

/** Room for `count` images of `imageBytes` = H·W·C bytes each. */
export function allocateBatch(count: number, imageBytes: number): Batch {
  return {
    images: new Uint8Array(new SharedArrayBuffer(count * imageBytes)),
    labels: new Int32Array(count),
    boxes: new Float32Array(count * 4),
    indices: new Uint32Array(count),
    count,
  };
}

/** The first `count` images of a batch, sharing its memory. */
export function firstOf(batch: Batch, count: number): Batch {
  if (count === batch.count) return batch;
  const imageBytes = batch.images.length / batch.count;
  return {
    images: batch.images.subarray(0, count * imageBytes),
    labels: batch.labels.subarray(0, count),
    boxes: batch.boxes.subarray(0, count * 4),
    indices: batch.indices.subarray(0, count),
    count,
  };
}

/** Copies one image of a batch over another. */
export function copySlot(batch: Batch, from: number, to: number): void {
  const imageBytes = batch.images.length / batch.count;
  batch.images.copyWithin(to * imageBytes, from * imageBytes, (from + 1) * imageBytes);
  batch.labels.copyWithin(to, from, from + 1);
  batch.indices.copyWithin(to, from, from + 1);
  batch.boxes.copyWithin(to * 4, from * 4, (from + 1) * 4);
}
