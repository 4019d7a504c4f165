import type { FileStat } from '../contents/stats.js';
import type { ImageShape, Views } from '../views.js';

/** Where an image is: a file of its own, or raw pixels in a shard. */
export type ImageSource = ImageFile | ShardPart;

/** A JPEG or PNG file. */
export interface ImageFile {
  readonly file: string;
  /** What was wrong with it when it was listed. */
  readonly problem?: string;
  /** Its stat when it was listed: with another one it is no longer the same data. Undefined where it was not listed. */
  readonly listed?: FileStat;
}

export interface ShardPart {
  readonly file: string;
  /** Offset in bytes of the image's first pixel. */
  readonly at: number;
}

/** Images to read, each into its slot of a batch. */
export interface Job {
  readonly images: readonly ImageSource[];
  /** Slot of the first of `images`. */
  readonly firstSlot: number;
  /** Views of `images`. */
  readonly views: Views;
  /** The batch, `[count, H, W, C]`. */
  readonly into: Uint8Array<SharedArrayBuffer>;
}

/** What was found about an image of a job: goes after its name. */
export interface Finding {
  readonly slot: number;
  readonly reason: string;
}

/** What reading the images of a job came to, in the order of the slots. */
export interface Findings {
  /** Images that cannot be read. */
  readonly bad: readonly Finding[];
  /** Images that were read although something is not as it should be. */
  readonly warned: readonly Finding[];
}

export interface WorkerOptions {
  /** Of stored images. */
  readonly stored: ImageShape;
}
