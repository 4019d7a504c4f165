import { viewOf, writeView } from './crop.js';
import { bytesOf, type Split, type SplitName } from './dataset.js';
import type { ImageShape } from './views.js';

export interface MemoryImages {
  /** `[count, H, W, C]`. */
  readonly pixels: Uint8Array;
  /** `[count]`. */
  readonly labels: Uint8Array;
}

/** A split of images in memory. */
export function memorySplit(name: SplitName, { pixels, labels }: MemoryImages, stored: ImageShape): Split {
  const size = bytesOf(stored);
  return {
    name,
    count: labels.length,
    threaded: false,
    read(indices, views, into) {
      const shownSize = bytesOf(views.shape);
      for (let slot = 0; slot < indices.length; slot++) {
        const number = indices[slot]!;
        const image = pixels.subarray(number * size, (number + 1) * size);
        const view = viewOf(views, slot);
        writeView({
          pixels: image,
          stored,
          view,
          shape: views.shape,
          into: into.images,
          offset: slot * shownSize,
        });
        into.labels[slot] = labels[number]!;
      }
      return [];
    },
    fileOf: () => undefined,
  };
}
