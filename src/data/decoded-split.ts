import type { BadImages } from './bad-images.js';
import type { Split, SplitName } from './dataset.js';
import type { ImageSource } from './decode/messages.js';
import type { DecodePool } from './decode/pool.js';

/** Images that other threads read from files or shards. */
export interface ImageList {
  /** `[count]`, class numbers. */
  readonly labels: Int32Array;
  source(image: number): ImageSource;
  /** Name of the image in messages. */
  name(image: number): string;
  /** Path of the image file that it is or was made from, relative to the root. */
  file(image: number): string;
}

/** A split whose images a pool of threads reads. Bad images are reported to `bad`. */
export function decodedSplit(name: SplitName, images: ImageList, pool: DecodePool, bad: BadImages): Split {
  return {
    name,
    count: images.labels.length,
    threaded: true,
    async read(indices, views, into) {
      const sources = Array.from(indices, (image) => images.source(image));
      for (let slot = 0; slot < indices.length; slot++) into.labels[slot] = images.labels[indices[slot]!]!;
      const found = await pool.read(sources, views, into.images);
      for (const { slot, reason } of found.warned) bad.warn({ file: images.name(indices[slot]!), reason });
      for (const { slot, reason } of found.bad) bad.report({ file: images.name(indices[slot]!), reason });
      return found.bad.map(({ slot }) => slot);
    },
    fileOf: (image) => images.file(image),
  };
}
