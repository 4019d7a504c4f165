import type { Batch } from './batch.js';
import type { BadImage } from './bad-images.js';
import type { OnRead } from './contents/digests.js';
import type { DataIdentity } from './identity.js';
import type { ImageShape, Views } from './views.js';

/** The training or test images of a data set, indexed 0 … count − 1. */
export interface Split {
  readonly name: SplitName;
  readonly count: number;
  /** Whether other threads read the images, so that reading ahead saves time. */
  readonly threaded: boolean;
  /**
   * Reads the images `indices` (at most `into.count`), as `views` show them, and their labels into a batch.
   * Returns the slots of unreadable images in ascending order; empty unless such images are skipped.
   */
  read(indices: Uint32Array, views: Views, into: Batch): readonly number[] | Promise<readonly number[]>;
  /** Path of an image's own file, relative to the root; undefined if images have no files of their own. */
  fileOf(image: number): string | undefined;
}

export type SplitName = 'training' | 'test';

/** An opened data set. */
export interface Dataset {
  /** Height, width, channels of the stored images. */
  readonly imageShape: ImageShape;
  readonly classes: number;
  /** The names of the classes, in the order of their numbers. */
  classNames(): readonly string[];
  readonly train: Split;
  readonly test: Split;
  /**
   * Identity of the data, computed from its contents. Image files without a cached digest are read, with progress reported
   * to `onRead`. Later calls return the same result.
   */
  identity(onRead?: OnRead): Promise<DataIdentity>;
  /**
   * The digest that version 1 of dropin recorded for this data: for image files, their paths, sizes and labels, but not
   * their contents. It lets runs of that version resume.
   */
  legacyDigest(): string;
  /** Images skipped so far. */
  readonly badImages: readonly BadImage[];
  /** Images read so far although their files are malformed. */
  readonly warnedImages: readonly BadImage[];
  /** Files ignored because they are not images (hidden files, Thumbs.db and similar), relative to the root. */
  readonly leftOut: readonly string[];
  /** Stops its threads. */
  close(): Promise<void>;
}

/** Bytes of an image. */
export function bytesOf([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

/** Limits on the images, and on their bytes, in a batch of a pass over a whole data set. */
const PASS_IMAGES = 64;
const PASS_BYTES = 64e6;

/** Batch size for a pass over a whole data set, to verify or prepare it. */
export function passBatch(shape: ImageShape): number {
  return Math.max(1, Math.min(PASS_IMAGES, Math.floor(PASS_BYTES / bytesOf(shape))));
}

/** A subset of `count` images, evenly spaced over the split. */
export function spreadOver(split: Split, count: number): Split {
  if (count >= split.count) return split;
  const spread = (index: number) => Math.floor((index * split.count) / count);
  return {
    name: split.name,
    count,
    threaded: split.threaded,
    read: (indices, views, into) => split.read(indices.map(spread), views, into),
    fileOf: (index) => split.fileOf(spread(index)),
  };
}

/** An opened data set whose test images may be missing. */
export type OpenedSplits = Omit<Dataset, 'test' | 'badImages' | 'warnedImages'> &
  Partial<Pick<Dataset, 'test'>>;
