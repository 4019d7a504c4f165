import { describe, expect, it } from 'vitest';
import { openTestLoader, openTrainLoader } from '../../../src/data/loader.js';
import { memorySplit } from '../../../src/data/open-idx.js';
import { epochOrder, imageOrder } from '../../../src/data/order.js';

/** Five images of 2 pixels: image i is [i, 10 + i], its label i. */
const split = memorySplit(
  Uint8Array.from([0, 10, 1, 11, 2, 12, 3, 13, 4, 14]),
  Uint8Array.from([0, 1, 2, 3, 4]),
);

describe('openTrainLoader', () => {
  it('gives images with their labels in the order, from the iteration on', async () => {
    const batch = (await openTrainLoader(split, 2, imageOrder(1, 5), 2, 1).next())!;
    const [a, b] = epochOrder(1, 0, 5).slice(2, 4);
    expect([...batch.labels]).toEqual([a, b]);
    expect([...batch.images]).toEqual([a!, 10 + a!, b!, 10 + b!]);
  });

  it('reuses its memory', async () => {
    const loader = openTrainLoader(split, 2, imageOrder(1, 5), 2, 0);
    expect(await loader.next()).toBe(await loader.next());
  });
});

describe('openTestLoader', () => {
  it('gives every image once, the last batch smaller', async () => {
    const loader = openTestLoader(split, 2, 2);
    const seen: number[][] = [];
    for (let batch = await loader.next(); batch; batch = await loader.next()) {
      expect(batch.images.length).toBe(2 * batch.count);
      seen.push([...batch.labels]);
    }
    expect(seen).toEqual([[0, 1], [2, 3], [4]]);
  });
});
