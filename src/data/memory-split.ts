import { copyView } from './crop.js';
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
        const view = {
          top: views.top[slot]!,
          left: views.left[slot]!,
          mirror: views.mirror[slot] === 1,
        };
        if (shownSize === size && !view.mirror) into.images.set(image, slot * size);
        else copyView(image, stored, view, views.shape, into.images, slot * shownSize);
        into.labels[slot] = labels[number]!;
      }
      return [];
    },
  };
}
