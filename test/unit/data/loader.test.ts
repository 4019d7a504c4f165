import { describe, expect, it } from 'vitest';
import type { Split } from '../../../src/data/dataset.js';
import { openTestLoader, openTrainLoader } from '../../../src/data/loader.js';
import { memorySplit } from '../../../src/data/memory-split.js';
import { epochOrder, imageOrder } from '../../../src/data/order.js';
import { transformSchema } from '../../../src/spec/schema/transform.js';

/** Five images of 1×2 pixels: image i is [i, 10 + i], its label i. */
const stored = [1, 2, 1] as const;
const split = memorySplit(
  'training',
  {
    pixels: Uint8Array.from([0, 10, 1, 11, 2, 12, 3, 13, 4, 14]),
    labels: Uint8Array.from([0, 1, 2, 3, 4]),
  },
  stored,
);
const whole = transformSchema.parse({});

function trainLoader(from: Split, firstBatch: number, transform = whole) {
  const options = { transform, order: imageOrder(1, from.count), seed: 1, batch: 2, firstBatch };
  return openTrainLoader(from, stored, options);
}

/** The same images, but read on other threads, and some unreadable. */
function threaded(...bad: number[]): Split {
  return {
    name: split.name,
    count: split.count,
    threaded: true,
    async read(indices, views, into) {
      await split.read(indices, views, into);
      return [...indices.keys()].filter((slot) => bad.includes(indices[slot]!));
    },
    fileOf: () => undefined,
  };
}

describe('openTrainLoader', () => {
  it('gives images with their labels in order, starting at the iteration', async () => {
    const batch = (await trainLoader(split, 1).next())!;
    const [a, b] = epochOrder(1, 0, 5).slice(2, 4);
    expect([...batch.labels]).toEqual([a, b]);
    expect([...batch.images]).toEqual([a!, 10 + a!, b!, 10 + b!]);
  });

  it('with iter_size 2 and b images gives the images of batches of 2b, from any iteration on', async () => {
    const order = imageOrder(1, split.count);
    const [halves, whole] = [1, 2].map((batch) =>
      openTrainLoader(split, stored, {
        transform: transformSchema.parse({}),
        order,
        seed: 1,
        batch,
        firstBatch: 6 / batch,
      }),
    );
    for (let step = 0; step < 6; step++) {
      const expected = [...(await whole!.next())!.labels];
      expect([...(await halves!.next())!.labels, ...(await halves!.next())!.labels]).toEqual(expected);
    }
  });

  it('reuses its memory', async () => {
    const loader = trainLoader(split, 0);
    expect(await loader.next()).toBe(await loader.next());
  });

  it('gives the same batches when reading ahead', async () => {
    const [one, ahead] = [trainLoader(split, 3), trainLoader(threaded(), 3)];
    for (let step = 0; step < 12; step++) {
      const [expected, found] = [(await one.next())!, (await ahead.next())!];
      expect([...found.labels]).toEqual([...expected.labels]);
      expect([...found.images]).toEqual([...expected.images]);
    }
  });

  it('replaces a skipped image by the one before it', async () => {
    const [a, b] = [...epochOrder(1, 0, 5)] as [number, number];
    const afterGood = (await trainLoader(threaded(b), 0).next())!;
    expect([...afterGood.labels]).toEqual([a, a]);
    const first = (await trainLoader(threaded(a), 0).next())!;
    expect([...first.images]).toEqual([b, 10 + b, b, 10 + b]);
  });

  it('gives the next batch in place of one without a good image', async () => {
    const [a, b, c, d, e] = [...epochOrder(1, 0, 5)] as [number, number, number, number, number];
    const loader = trainLoader(threaded(a, b), 0);
    expect([...(await loader.next())!.labels]).toEqual([c, d]);
    expect([...(await loader.next())!.labels]).toEqual([c, d]);
    expect([...(await loader.next())!.labels][0]).toBe(e);
    await expect(trainLoader(threaded(0, 1, 2, 3, 4), 0).next()).rejects.toThrow(
      'data: none of the 5 training images can be read; run dropin datasets verify to see why',
    );
  });

  it('mirrors at random, the same for the same seed and iteration', async () => {
    const mirror = transformSchema.parse({ mirror: true });
    const seen = new Set<string>();
    for (let iteration = 0; iteration < 20; iteration++) {
      const batch = (await trainLoader(split, iteration, mirror).next())!;
      const again = (await trainLoader(split, iteration, mirror).next())!;
      expect([...again.images]).toEqual([...batch.images]);
      for (const [slot, label] of batch.labels.entries()) {
        const mirrored = batch.images[2 * slot] !== label;
        expect([...batch.images.subarray(2 * slot, 2 * slot + 2)]).toEqual(
          mirrored ? [10 + label, label] : [label, 10 + label],
        );
        expect([...batch.boxes.subarray(4 * slot, 4 * slot + 4)]).toEqual(
          mirrored ? [0, 1, 0, 0] : [0, 0, 0, 1],
        );
        seen.add(String(mirrored));
      }
    }
    expect(seen.size).toBe(2);
  });

  it('throws when the batch is requested', async () => {
    const failing: Split = {
      name: 'training',
      count: 5,
      threaded: true,
      read: () => Promise.reject(new Error('data: a.jpg is empty')),
      fileOf: () => undefined,
    };
    await expect(trainLoader(failing, 0).next()).rejects.toThrow('data: a.jpg is empty');
  });
});

describe('openTestLoader', () => {
  async function labels(from: Split): Promise<number[][]> {
    const loader = openTestLoader(from, stored, whole, 2);
    const seen: number[][] = [];
    for (let batch = await loader.next(); batch; batch = await loader.next()) {
      expect(batch.images.length).toBe(2 * batch.count);
      seen.push([...batch.labels]);
    }
    return seen;
  }

  it('gives every image once, with a smaller last batch', async () => {
    expect(await labels(split)).toEqual([[0, 1], [2, 3], [4]]);
    expect(await labels(threaded())).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('omits skipped images', async () => {
    expect(await labels(threaded(2))).toEqual([[0, 1], [3], [4]]);
    expect(await labels(threaded(4))).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(await labels(threaded(0, 1))).toEqual([[2, 3], [4]]);
  });

  it('throws if no image is left', async () => {
    await expect(labels({ ...threaded(0, 1, 2, 3, 4), name: 'test' })).rejects.toMatchObject({
      message: 'data: none of the 5 test images can be read; run dropin datasets verify to see why',
      exitCode: 3,
    });
  });
});
