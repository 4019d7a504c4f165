import type { Batch } from './batch.js';
import type { BadImage } from './bad-images.js';
import type { OnRead } from './contents/digests.js';
import type { DataIdentity } from './identity.js';
import type { ImageShape, Views } from './views.js';

/** The training or the test images of a data set, numbered 0 … count − 1. */
export interface Split {
  readonly name: SplitName;
  readonly count: number;
  /** Whether images are read on other threads, so that reading ahead saves time. */
  readonly threaded: boolean;
  /**
   * Reads the images `indices` (at most as many as `into.count`), as `views` show them, and their labels into a batch.
   * Gives the slots of images that cannot be read, in rising order; none unless such images are skipped.
   */
  read(indices: Uint32Array, views: Views, into: Batch): readonly number[] | Promise<readonly number[]>;
}

export type SplitName = 'training' | 'test';

/** An opened data set. */
export interface Dataset {
  /** Height, width, channels of the stored images. */
  readonly imageShape: ImageShape;
  readonly classes: number;
  readonly train: Split;
  readonly test: Split;
  /**
   * What the data is, by its contents. Image files that were not read before are read, which is told to `onRead`; later
   * calls give the same again.
   */
  identity(onRead?: OnRead): Promise<DataIdentity>;
  /**
   * The digest that version 1 of the program recorded for this data: paths, sizes and labels for image files, without their
   * contents. A run that recorded it goes on.
   */
  legacyDigest(): string;
  /** The images that were skipped so far. */
  readonly badImages: readonly BadImage[];
  /** The images that were read so far although their files are not as they should be. */
  readonly warnedImages: readonly BadImage[];
  /** Paths of files below the root that lie among the images and are none: hidden files, Thumbs.db and the like. */
  readonly leftOut: readonly string[];
  /** Ends its threads. */
  close(): Promise<void>;
}

export function bytesOf([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

/** Most images, and most bytes of images, in a batch of a pass over a whole data set. */
const PASS_IMAGES = 64;
const PASS_BYTES = 64e6;

/** The batch size of a pass over a whole data set, to verify or to prepare it. */
export function passBatch(shape: ImageShape): number {
  return Math.max(1, Math.min(PASS_IMAGES, Math.floor(PASS_BYTES / bytesOf(shape))));
}

/** `count` of the images of a split, spread evenly over it. */
export function spreadOver(split: Split, count: number): Split {
  if (count >= split.count) return split;
  return {
    name: split.name,
    count,
    threaded: split.threaded,
    read: (indices, views, into) =>
      split.read(
        indices.map((index) => Math.floor((index * split.count) / count)),
        views,
        into,
      ),
  };
}

/** An opened data set of which the test images may be missing. */
export type OpenedHalves = Omit<Dataset, 'test' | 'badImages' | 'warnedImages'> &
  Partial<Pick<Dataset, 'test'>>;
