import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { randomFrom } from '../common/random.js';

/** Raise it whenever a seed gives a different order of images. */
export const IMAGE_ORDER_VERSION = 1;

/**
 * Image order of an epoch: a permutation of 0 … count − 1 that depends only on the seed and the epoch number
 * (Fisher–Yates shuffle with xoroshiro128+, seeded with the SHA-256 of both).
 */
export function epochOrder(seed: number, epoch: number, count: number): Uint32Array {
  const random = randomFrom(`image order ${seed} ${epoch}`);
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const chosen = uniformInt(random, 0, last);
    const image = order[chosen]!;
    order[chosen] = order[last]!;
    order[last] = image;
  }
  return order;
}

/** Assigns images to training steps. */
export interface ImageOrder {
  /** Writes the image indices of one iteration into `into`, whose length is the batch size. */
  fill(iteration: number, into: Uint32Array): void;
}

/**
 * Iteration i gets positions [i·batch, (i+1)·batch) of the concatenated epochs. A batch may therefore span two epochs, and
 * a resumed run needs only the iteration number.
 */
export function imageOrder(seed: number, count: number): ImageOrder {
  let epoch = -1;
  let order: Uint32Array = new Uint32Array();
  return {
    fill(iteration, into) {
      let position = iteration * into.length;
      for (let slot = 0; slot < into.length; slot++, position++) {
        const wanted = Math.floor(position / count);
        if (wanted !== epoch) {
          epoch = wanted;
          order = epochOrder(seed, epoch, count);
        }
        into[slot] = order[position - epoch * count]!;
      }
    },
  };
}
