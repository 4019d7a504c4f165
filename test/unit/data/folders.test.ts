import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureBuild } from '../../../scripts/setup/compile.js';
import type { BadImage } from '../../../src/data/bad-images.js';
import type { Dataset } from '../../../src/data/dataset.js';
import { openTestLoader } from '../../../src/data/loader.js';
import { meanImage } from '../../../src/data/mean.js';
import { openDataset, type OpenOptions } from '../../../src/data/open.js';
import { haveFreshShards } from '../../../src/data/shards/open.js';
import { writeShards } from '../../../src/data/shards/write.js';
import { verifyDataset } from '../../../src/data/verify.js';
import { folderOf, photo, photos, photosFolder } from './photos.js';

/** The threads that decode images run from build/. */
beforeAll(ensureBuild);

async function open(root: string, options: OpenOptions = {}, onSkip?: (image: BadImage) => void) {
  const dataset = await openDataset(photos, { root, ...options }, onSkip);
  onTestFinished(() => dataset.close());
  return dataset;
}

/** Labels and the first byte of every image, in order. */
async function contents({ imageShape, ...dataset }: Dataset, half: 'train' | 'test'): Promise<number[][]> {
  const loader = openTestLoader(dataset[half], imageShape, {}, 2);
  const found: number[][] = [];
  for (let batch = await loader.next(); batch !== undefined; batch = await loader.next()) {
    const { images, labels } = batch;
    labels.forEach((label, slot) => found.push([label, images[slot * 192]!]));
  }
  return found;
}

const TRAIN = [
  [0, 0],
  [0, 10],
  [1, 20],
  [1, 30],
  [1, 40],
];
const TEST = [
  [0, 50],
  [1, 60],
];
const quiet = () => undefined;

describe('image folders', () => {
  it('are read in the order of their paths', async () => {
    const dataset = await open(await photosFolder());
    expect(await contents(dataset, 'train')).toEqual(TRAIN);
    expect(await contents(dataset, 'test')).toEqual(TEST);
  });

  it('take the classes of test images from a list', async () => {
    const root = await photosFolder({ 'test.txt': 'dog/g.png 0\ncat/f.png 1\n' });
    expect(await contents(await open(root), 'test')).toEqual([
      [0, 60],
      [1, 50],
    ]);
    writeFileSync(join(root, 'test.txt'), 'dog/g.png 0\ncat/f.png 2\n');
    await expect(open(root)).rejects.toThrow(
      `data: ${root}/test.txt:2: expected a file name and a class number below 2, found "cat/f.png 2"`,
    );
    writeFileSync(join(root, 'test.txt'), 'a\0.png 0\n');
    await expect(open(root)).rejects.toThrow(
      `data: ${root}/test.txt:1: expected a file in test/, found "a\\u0000.png"`,
    );
    writeFileSync(join(root, 'test.txt'), '../train/cat/a.png 0\n');
    await expect(open(root)).rejects.toThrow(
      `data: ${root}/test.txt:1: expected a file in test/, found "../train/cat/a.png"`,
    );
  });

  it('can be limited, and tested on their training images', async () => {
    const dataset = await open(await photosFolder(), { limit: 2, test_on: 'train' });
    expect(await contents(dataset, 'test')).toEqual([TRAIN[0], TRAIN[2]]);
  });

  it('have one mean, computed once', async () => {
    process.env.DROPIN_CACHE = folderOf({});
    onTestFinished(() => {
      delete process.env.DROPIN_CACHE;
    });
    const dataset = await open(await photosFolder());
    const mean = await meanImage(dataset);
    expect([...mean.values]).toEqual(new Array(192).fill(20));
    const again = await meanImage(dataset, () => {
      throw new Error('computed again');
    });
    expect(again).toEqual(mean);
  });

  it('report what is missing', async () => {
    const empty = folderOf({});
    await expect(open(empty)).rejects.toThrow(
      `data: ${empty}/train is missing: photos needs one folder per class inside it; ` +
        'set dataset.root to its parent folder, or set DROPIN_DATA',
    );
    const root = await photosFolder({ 'train/fox/x.png': await photo(1) });
    await expect(open(root)).rejects.toThrow(
      `data: ${root}/train holds 3 class folders (cat, dog, fox), expected 2, the number of classes of photos`,
    );
    rmSync(join(root, 'train/fox'), { recursive: true });
    rmSync(join(root, 'test'), { recursive: true });
    mkdirSync(join(root, 'test'));
    writeFileSync(join(root, 'test/f.png'), await photo(50));
    await expect(open(root)).rejects.toThrow(
      `data: ${root}/test holds no class folders, and ${root}/test.txt is missing: sort the images into class folders, or list ` +
        'them there, one FILE CLASS_NUMBER per line, with classes numbered from 0 in the order of their names',
    );
    rmSync(join(root, 'test'), { recursive: true });
    await expect(open(root)).rejects.toThrow(
      `data: photos has no test images (expected them in ${root}/test); add them, or set dataset.test_on to train to test on the training images`,
    );
  });
});

describe('an image that cannot be read', () => {
  it('ends reading with its name', async () => {
    const root = await photosFolder({ 'train/dog/d.png': '' });
    await expect(contents(await open(root), 'train')).rejects.toMatchObject({
      message:
        `data: ${root}/train/dog/d.png is empty; repair or remove it, or set dataset.on_bad_image to skip ` +
        '(dropin datasets verify lists all bad images)',
      exitCode: 3,
    });
  });

  it('is named once and skipped if requested', async () => {
    const root = await photosFolder({ 'train/dog/d.png': '' });
    const told: BadImage[] = [];
    const dataset = await open(root, { on_bad_image: 'skip' }, (image) => told.push(image));
    const expected = TRAIN.filter((_, image) => image !== 3);
    expect(await contents(dataset, 'train')).toEqual(expected);
    expect(await contents(dataset, 'train')).toEqual(expected);
    expect(told).toEqual([{ file: `${root}/train/dog/d.png`, reason: 'is empty' }]);
    expect(dataset.badImages).toEqual(told);
  });

  it('is found by verify, together with all others', async () => {
    const root = await photosFolder({
      'train/cat/b.png': 'hello',
      'test/dog/g.png': (await photo(9)).subarray(0, 50),
    });
    const found = await verifyDataset(photos, { root }, quiet);
    expect(found.badImages.map(({ file }) => file.slice(root.length))).toEqual([
      '/train/cat/b.png',
      '/test/dog/g.png',
    ]);
    expect(found.badImages[0]!.reason).toBe('is not a JPEG or PNG image');
  });

  it('is counted by verify, like files that are not images', async () => {
    const root = await photosFolder({ 'train/cat/boxes.txt': '0 0 1 1', 'train/cat/Thumbs.db': '' });
    const { trainImages, badImages, leftOut } = await verifyDataset(photos, { root }, quiet);
    expect([trainImages, badImages, [...leftOut].sort()]).toEqual([
      5,
      [],
      ['train/cat/Thumbs.db', 'train/cat/boxes.txt'],
    ]);
  });

  it.each([
    [
      'of another size',
      (file: string) => {
        writeFileSync(file, 'another');
      },
      'expected \\d+ bytes, found 7',
    ],
    [
      'of the same size, written later',
      (file: string) => {
        utimesSync(file, 1e9, 2e9);
      },
      'last modified 20\\S+ then, 2033-05-18T03:33:20.000Z now',
    ],
  ])('differs from the listed one: %s', async (_kind, change, reason) => {
    const root = await photosFolder();
    const dataset = await open(root);
    change(join(root, 'train/dog/d.png'));
    await expect(contents(dataset, 'train')).rejects.toThrow(
      new RegExp(`train/dog/d.png has changed since the data set was opened \\(${reason}\\)$`),
    );
  });

  it('is not a file, or too large to be read', async () => {
    const root = await photosFolder({ 'train/dog/large.png': '' });
    execFileSync('mkfifo', [join(root, 'train/dog/pipe.png')]);
    symlinkSync('nowhere', join(root, 'train/dog/link.png'));
    truncateSync(join(root, 'train/dog/large.png'), 600 * 2 ** 20);
    const { badImages } = await verifyDataset(photos, { root }, quiet);
    expect(badImages.map(({ file, reason }) => `${basename(file)} ${reason}`)).toEqual([
      'large.png has 600 MiB; the limit is 512 MiB',
      'link.png is missing or a broken link',
      'pipe.png is not a regular file',
    ]);
  });
});

describe('shards', () => {
  const prepare = (root: string, onBadImage: 'fail' | 'skip' = 'fail') =>
    writeShards(photos, root, { onBadImage, onProgress: quiet, shardBytes: 400 });

  it('give the same images as the files, which may have been deleted', async () => {
    const root = await photosFolder();
    const files = await open(root);
    const identity = await files.identity();
    const index = await prepare(root);
    expect(index.source).toEqual(identity);
    expect(index.train.pixels.map(({ bytes }) => bytes)).toEqual([384, 384, 192]);
    rmSync(join(root, 'train'), { recursive: true });
    const dataset = await open(root);
    expect(await contents(dataset, 'train')).toEqual(TRAIN);
    expect(await contents(dataset, 'test')).toEqual(TEST);
    expect(await dataset.identity()).toEqual(identity);
    expect(dataset.legacyDigest()).toBe(files.legacyDigest());
  });

  it('omit skipped images, and list them', async () => {
    const root = await photosFolder({ 'train/cat/b.png': '' });
    await expect(prepare(root)).rejects.toThrow(`data: ${root}/train/cat/b.png is empty`);
    const index = await prepare(root, 'skip');
    expect(index.bad_images).toEqual([{ file: `${root}/train/cat/b.png`, reason: 'is empty' }]);
    await expect(open(root)).rejects.toMatchObject({
      message:
        `data: ${root}/shards-8x8x3 was made without ${root}/train/cat/b.png, which is empty; repair it and ` +
        'run dropin datasets prepare again, or set dataset.on_bad_image to skip',
      exitCode: 3,
    });
    const dataset = await open(root, { on_bad_image: 'skip' });
    expect(dataset.badImages).toEqual(index.bad_images);
    expect(await contents(dataset, 'train')).toEqual(TRAIN.filter((_, image) => image !== 1));
  });

  it('that are damaged are reported', async () => {
    const root = await photosFolder();
    const index = await prepare(root);
    const folder = join(root, 'shards-8x8x3');
    expect((await verifyDataset(photos, { root }, quiet)).shards).toEqual({
      folder,
      files: 8,
      damaged: [],
      stale: false,
    });

    const { name } = index.train.pixels[1]!;
    writeFileSync(join(folder, name), Buffer.alloc(384, 7));
    writeFileSync(join(root, 'train/cat/a.png'), await photo(99));
    const found = await verifyDataset(photos, { root }, quiet);
    expect(found.shards).toMatchObject({ damaged: [name], stale: true });
    await expect(open(root)).rejects.toThrow(
      `data: ${folder} is out of date, because the image files have changed; run dropin datasets prepare photos again, ` +
        'or set dataset.from to files',
    );

    rmSync(join(root, 'train'), { recursive: true });
    await expect((await open(root)).identity()).rejects.toThrow(
      `data: ${folder}/${name} is damaged (its SHA-256 is wrong); run dropin datasets prepare again`,
    );
    truncateSync(join(folder, name), 100);
    await expect(open(root)).rejects.toThrow(
      `data: ${folder}/${name} has 100 bytes, expected 384; run dropin datasets prepare again`,
    );
    writeFileSync(join(folder, 'index.json'), '{');
    await expect(open(root)).rejects.toThrow(`data: ${folder}/index.json is damaged`);
  });

  it.each([
    ['a file outside', (text: string) => text.replace(/"name":\s*"[^"]+"/, '"name":"../train/cat/a.png"')],
    ['another count', (text: string) => text.replace(/"count":\s*5/, '"count":6')],
    ['another image', (text: string) => text.replace(/"image":\s*\[\s*8/, '"image":[4')],
  ])('are refused when their index names %s', async (_, change) => {
    const root = await photosFolder();
    await prepare(root);
    const folder = join(root, 'shards-8x8x3');
    const text = readFileSync(join(folder, 'index.json'), 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(join(folder, 'index.json'), change(text));
    await expect(open(root)).rejects.toThrow(
      `data: ${folder}/index.json is damaged; run dropin datasets prepare again`,
    );
  });

  it('are requested if there are none', async () => {
    const root = await photosFolder();
    await expect(open(root, { from: 'shards' })).rejects.toThrow(
      `data: ${root}/shards-8x8x3 has no shards; run dropin datasets prepare photos`,
    );
  });
});

describe('shards whose image files changed', () => {
  const prepare = (root: string) => writeShards(photos, root, { onBadImage: 'skip', onProgress: quiet });

  it.each<[string, (root: string) => Promise<void> | void]>([
    [
      'one more',
      async (root) => {
        writeFileSync(join(root, 'train/cat/new.png'), await photo(9));
      },
    ],
    [
      'a corrected label',
      (root) => {
        renameSync(join(root, 'test/cat/f.png'), join(root, 'test/dog/f.png'));
      },
    ],
    [
      'different bytes of the same size and time',
      (root) => {
        const file = join(root, 'train/dog/d.png');
        const { atime, mtime } = statSync(file);
        const bytes = readFileSync(file);
        bytes[bytes.length - 20]! ^= 1;
        writeFileSync(file, bytes);
        utimesSync(file, atime, mtime);
      },
    ],
  ])('are refused by name, and rebuilt by prepare: %s', async (_name, change) => {
    const root = await photosFolder();
    await prepare(root);
    expect(await haveFreshShards(photos, root)).toBe(true);
    await change(root);
    const refused = open(root).then((dataset) => dataset.identity());
    await expect(refused).rejects.toMatchObject({
      message:
        `data: ${root}/shards-8x8x3 is out of date, because the image files have changed; ` +
        'run dropin datasets prepare photos again, or set dataset.from to files',
      exitCode: 3,
    });
    expect(await haveFreshShards(photos, root)).toBe(false);
    await prepare(root);
    expect(await haveFreshShards(photos, root)).toBe(true);
  });

  it('are written by one process at a time', async () => {
    const root = await photosFolder();
    const results = await Promise.allSettled([prepare(root), prepare(root)]);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => String(reason))).toEqual([
      expect.stringMatching(/shards-8x8x3 is being prepared by process \d+ on .*; wait for it to finish$/),
    ]);
    expect(await haveFreshShards(photos, root)).toBe(true);
    expect(readdirSync(root).sort()).toEqual(['shards-8x8x3', 'test', 'train']);
  });
});

describe('the mean image', () => {
  const meanOf = async (root: string) => (await meanImage(await open(root, { on_bad_image: 'skip' }))).values;
  const ownCache = () => {
    process.env.DROPIN_CACHE = folderOf({});
    onTestFinished(() => {
      delete process.env.DROPIN_CACHE;
    });
    return join(process.env.DROPIN_CACHE, 'means');
  };

  it('changes after images were repaired, although paths, sizes and times are the same', async () => {
    ownCache();
    const root = await photosFolder();
    const file = join(root, 'train/dog/e.png');
    const good = readFileSync(file);
    const { atime, mtime } = statSync(file);
    writeFileSync(file, Buffer.alloc(good.length));
    utimesSync(file, atime, mtime);
    expect((await meanOf(root))[0]).toBe(15);
    writeFileSync(file, good);
    utimesSync(file, atime, mtime);
    expect((await meanOf(root))[0]).toBe(20);
  });

  it.each([
    ['with a bit flipped', (bytes: Buffer) => void (bytes[5]! ^= 0x40)],
    ['of zeros', (bytes: Buffer) => bytes.fill(0)],
  ])('is recomputed if the cache has one %s', async (_name, harm) => {
    const means = ownCache();
    const root = await photosFolder();
    await meanOf(root);
    const [name] = readdirSync(means);
    const bytes = readFileSync(join(means, name!));
    harm(bytes);
    writeFileSync(join(means, name!), bytes);
    expect((await meanOf(root))[0]).toBe(20);
  });

  it('is not NaN, and is not cached, if no image can be read', async () => {
    const means = ownCache();
    const root = await photosFolder();
    for (const name of ['cat/a', 'cat/b', 'dog/c', 'dog/d', 'dog/e']) {
      writeFileSync(join(root, `train/${name}.png`), 'x');
    }
    await expect(meanOf(root)).rejects.toMatchObject({
      message: 'data: none of the 5 training images can be read; run dropin datasets verify to see why',
      exitCode: 3,
    });
    expect(existsSync(means)).toBe(false);
  });
});
