import { describe, expect, it, onTestFinished } from 'vitest';
import type { Split } from '../../../src/data/dataset.js';
import { DecodePool } from '../../../src/data/decode/pool.js';
import { openTestLoader, openTrainLoader } from '../../../src/data/loader.js';
import { memorySplit } from '../../../src/data/memory-split.js';
import { openDataset } from '../../../src/data/open.js';
import { imageOrder } from '../../../src/data/order.js';
import { writeShards } from '../../../src/data/shards/write.js';
import { allocateViews, randomViewer, type Views } from '../../../src/data/views.js';
import { transformSchema } from '../../../src/spec/schema/transform.js';
import { folderOf, noisePhoto, photos } from './photos.js';

const transform = transformSchema.parse({
  crop: 7,
  mirror: true,
  resized_crop: { scale: [0.2, 1] },
  color_jitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
  lighting: {},
});
const COUNT = 6;
const BATCH = 4;

async function photosOf(): Promise<string> {
  const files: Record<string, Uint8Array> = {};
  for (let number = 0; number < COUNT; number++)
    files[`train/${number % 2 === 0 ? 'cat' : 'dog'}/${number}.png`] = await noisePhoto(number);
  return folderOf(files);
}

/** The images of `steps` training batches from an iteration on. */
async function batches(split: Split, firstBatch: number, steps: number, seed = 1): Promise<number[][]> {
  const order = imageOrder(seed, split.count);
  const loader = openTrainLoader(split, photos.image, { transform, order, seed, batch: BATCH, firstBatch });
  const found: number[][] = [];
  for (let step = 0; step < steps; step++) found.push([...(await loader.next())!.images]);
  return found;
}

async function opened(root: string, from: 'files' | 'shards'): Promise<Split> {
  const dataset = await openDataset(photos, { root, from, test_on: 'train' });
  onTestFinished(() => dataset.close());
  return dataset.train;
}

/** The stored images of a split, in memory. */
async function inMemory(split: Split): Promise<Split> {
  const loader = openTestLoader(split, photos.image, {}, split.count);
  const { images, labels } = (await loader.next())!;
  return memorySplit('training', { pixels: images, labels: Uint8Array.from(labels) }, photos.image);
}

describe('augmented batches', () => {
  it('are the same from image files, shards and memory', async () => {
    const root = await photosOf();
    const files = await opened(root, 'files');
    const expected = await batches(files, 0, 4);
    await writeShards(photos, root, { onBadImage: 'fail', onProgress: () => undefined });
    expect(await batches(await opened(root, 'shards'), 0, 4)).toEqual(expected);
    expect(await batches(await inMemory(files), 0, 4)).toEqual(expected);
  });

  it('are the same from any iteration on, and differ between iterations and seeds', async () => {
    const split = await inMemory(await opened(await photosOf(), 'files'));
    const whole = await batches(split, 0, 8);
    expect(await batches(split, 5, 3)).toEqual(whole.slice(5));
    expect(new Set(whole.map((images) => images.join())).size).toBe(8);
    expect(await batches(split, 0, 1, 2)).not.toEqual(whole.slice(0, 1));
  });

  it('are the same whatever the number of threads', async () => {
    const root = await photosOf();
    const images = Array.from({ length: COUNT }, (_, number) => ({
      file: `${root}/train/${number % 2 === 0 ? 'cat' : 'dog'}/${number}.png`,
    }));
    const viewer = randomViewer(photos.image, transform, 1);
    const views = allocateViews(COUNT, viewer.shape);
    viewer.fill(3, COUNT, views);
    const read = async (threads: number) => {
      const pool = new DecodePool(photos.image, threads);
      const into = new Uint8Array(new SharedArrayBuffer(COUNT * 7 * 7 * 3));
      expect(await pool.read(images, views, into)).toEqual({ bad: [], warned: [] });
      await pool.close();
      return [...into];
    };
    const expected = await read(1);
    for (const threads of [2, 3, 5]) expect(await read(threads)).toEqual(expected);
  });

  it('are the same for a position in the batch, whatever the size of the batch', () => {
    const viewer = randomViewer(photos.image, transform, 1);
    const [few, many] = [2, 9].map((count) => {
      const views = allocateViews(count, viewer.shape);
      viewer.fill(3, count, views);
      return views;
    }) as [Views, Views];
    expect(few.colours).toEqual(many.colours.slice(0, 2));
    expect([...few.height, ...few.left]).toEqual([...many.height.slice(0, 2), ...many.left.slice(0, 2)]);
  });

  it('leave tests as they are', async () => {
    const split = await inMemory(await opened(await photosOf(), 'files'));
    const images = async (test: Parameters<typeof openTestLoader>[2]) =>
      (await openTestLoader(split, photos.image, test, COUNT).next())!.images;
    expect(await images(transform)).toEqual(await images({ crop: 7 }));
  });
});
