import type { ImageShape, Views } from '../views.js';

/** Where an image lies: a file of its own, or raw pixels in a shard. */
export interface ImageSource {
  readonly file: string;
  /** First byte of its pixels in a shard; undefined: the whole file is a JPEG or PNG. */
  readonly at?: number;
  /** What an image file was when it was listed: if it is something else by now, it is no longer the same data. */
  readonly listed?: ListedFile;
}

/** Tells a file from another that took its place, as rsync does. */
export interface ListedFile {
  readonly bytes: number;
  /** When it was last written, in ms since 1970. */
  readonly modifiedMs: number;
}

/** A worker's work: images, each into its slot of a batch. */
export interface Job {
  readonly id: number;
  readonly images: readonly ImageSource[];
  /** Slot of the first of `images`. */
  readonly firstSlot: number;
  /** Views of `images`. */
  readonly views: Views;
  /** The batch, `[count, H, W, C]`. */
  readonly into: Uint8Array<SharedArrayBuffer>;
}

/** An image of a job that cannot be read. */
export interface Failure {
  readonly slot: number;
  readonly reason: string;
}

export interface JobDone {
  readonly id: number;
  readonly failures: readonly Failure[];
}

export interface WorkerOptions {
  /** Of stored images. */
  readonly stored: ImageShape;
}
