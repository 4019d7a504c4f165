import type { Batch } from './batch.js';

/** One half of a data set, whose images are known by their numbers 0 … count − 1. */
export interface Split {
  readonly count: number;
  /**
   * Reads the images `indices` (as many as `into.count`) into a batch. A split that has them in memory does it at
   * once; one that decodes them returns a promise.
   */
  read(indices: Uint32Array, into: Batch): void | Promise<void>;
}

/** An opened data set: its files are there and undamaged. */
export interface Dataset {
  /** Height, width, channels. */
  readonly imageShape: readonly [number, number, number];
  readonly classes: number;
  readonly train: Split;
  readonly test: Split;
  /** SHA-256 (hex) over the names and SHA-256 digests of its files: the same data, the same digest. */
  readonly digest: string;
}

/** Bytes of one image. */
export function imageBytes(dataset: Dataset): number {
  const [height, width, channels] = dataset.imageShape;
  return height * width * channels;
}
