import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { randomFrom } from '../common/random.js';

/** Raised by hand when a seed gives another order of images. */
export const IMAGE_ORDER_VERSION = 1;

/**
 * The order in which an epoch shows the images: a permutation of 0 … count − 1 that depends on the seed and the
 * number of the epoch alone (Fisher–Yates over xoroshiro128+, its state taken from SHA-256 of both).
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

/** Which images a training step sees. */
export interface ImageOrder {
  /** Writes the images of one iteration into `into`, whose length is the batch. */
  fill(iteration: number, into: Uint32Array): void;
}

/**
 * The images of iteration i are positions [i·batch, (i+1)·batch) of all epochs one after another, so a batch may reach
 * from one epoch into the next, and a resumed run needs nothing but the iteration.
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
