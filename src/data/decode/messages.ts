import type { FileStat } from '../contents/stats.js';
import type { ImageShape, Views } from '../views.js';

/** Where an image is stored: in its own file, or as raw pixels in a shard. */
export type ImageSource = ImageFile | ShardImage;

/** A JPEG or PNG file. */
export interface ImageFile {
  readonly file: string;
  /** Why it cannot be read, as found when it was listed. */
  readonly problem?: string;
  /** Its stat when it was listed; a different stat means that the data changed. Undefined if it was not listed. */
  readonly listed?: FileStat;
}

export interface ShardImage {
  readonly file: string;
  /** Offset of the image's first pixel, in bytes. */
  readonly offset: number;
}

/** Images to read into consecutive slots of a batch. */
export interface Job {
  readonly images: readonly ImageSource[];
  /** Slot of the first of `images`. */
  readonly firstSlot: number;
  /** Views of `images`. */
  readonly views: Views;
  /** The batch, `[count, H, W, C]`. */
  readonly into: Uint8Array<SharedArrayBuffer>;
}

/** A problem of an image of a job. */
export interface Finding {
  readonly slot: number;
  /** Follows the image's name in a message. */
  readonly reason: string;
}

/** Problems found while reading the images of a job, ordered by slot. */
export interface Findings {
  /** Images that cannot be read. */
  readonly bad: readonly Finding[];
  /** Images that were read although their files are malformed. */
  readonly warned: readonly Finding[];
}

export interface WorkerOptions {
  /** Shape of the stored images. */
  readonly stored: ImageShape;
}
