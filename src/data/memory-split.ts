import { copyView, viewOf } from './crop.js';
import { bytesOf, type Split } from './dataset.js';
import type { ImageShape } from './views.js';

/** Images held in memory: `pixels` is `[count, H, W, C]` and `labels` `[count]`. */
export function memorySplit(pixels: Uint8Array, labels: Uint8Array, stored: ImageShape): Split {
  const size = bytesOf(stored);
  return {
    count: labels.length,
    threaded: false,
    read(indices, views, into) {
      const shownSize = bytesOf(views.shape);
      for (let slot = 0; slot < indices.length; slot++) {
        const number = indices[slot]!;
        const image = pixels.subarray(number * size, (number + 1) * size);
        const view = viewOf(views, slot);
        const offset = slot * shownSize;
        if (shownSize === size && !view.mirror) into.images.set(image, offset);
        else copyView({ pixels: image, stored, view, shape: views.shape, into: into.images, offset });
        into.labels[slot] = labels[number]!;
      }
      return [];
    },
  };
}
