import { cpSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureBuild } from '../../../scripts/setup/compile.js';
import { sha256 } from '../../../src/common/sha256.js';
import { identityDifferences, identityDigest, type DataIdentity } from '../../../src/data/identity.js';
import { openDataset } from '../../../src/data/open.js';
import { folderOf, photo, photos, photosFolder } from './photos.js';

/** Worker threads run from build/. */
beforeAll(ensureBuild);

/** The identity of a folder's images, and how many files were read for it. */
async function identityOf(root: string): Promise<DataIdentity & { read: number }> {
  const dataset = await openDataset(photos, { root });
  onTestFinished(() => dataset.close());
  let read = 0;
  const identity = await dataset.identity((_done, total) => (read = total));
  return { ...identity, read };
}

function ownCache(): string {
  const cache = folderOf({});
  process.env.DROPIN_CACHE = cache;
  onTestFinished(() => {
    delete process.env.DROPIN_CACHE;
  });
  return cache;
}

/** Digests of files changed less than two seconds before reading are not cached. */
const settle = () => sleep(2_100);

describe('the identity of image files', () => {
  it('consists of their counts, classes and size, and digests of their contents and names', async () => {
    const root = await photosFolder();
    const identity = await identityOf(root);
    const [train, test] = [
      ['cat/a', 'cat/b', 'dog/c', 'dog/d', 'dog/e'],
      ['cat/f', 'dog/g'],
    ];
    const row = (split: string) => (name: string) => {
      const bytes = readFileSync(join(root, split, `${name}.png`));
      return `${sha256(bytes)}${name.startsWith('cat') ? '00000000' : '01000000'}`;
    };
    const rows = (split: string, names: string[]) => Buffer.from(names.map(row(split)).join(''), 'hex');
    const names = (list: string[]) => list.map((name) => `${name}.png`).join('\0');
    expect(identity).toEqual({
      version: 2,
      format: 'folders',
      image: [8, 8, 3],
      classes: 2,
      train: 5,
      test: 2,
      content: sha256(
        Buffer.concat([
          Buffer.from('5 images\n'),
          rows('train', train),
          Buffer.from('2 images\n'),
          rows('test', test),
        ]),
      ),
      order: sha256(`5 files\n${names(train)}2 files\n${names(test)}`),
      pixels: 2,
      read: 2,
    });
  });

  it('is the same in another folder', async () => {
    const root = await photosFolder();
    const copy = folderOf({});
    cpSync(root, copy, { recursive: true });
    expect(await identityOf(copy)).toEqual(await identityOf(root));
  });

  it('differs for different bytes of the same size and time, whose version 1 digest was the same', async () => {
    const root = await photosFolder();
    const before = await identityOf(root);
    const file = join(root, 'train/dog/d.png');
    const { atime, mtime } = statSync(file);
    const bytes = readFileSync(file);
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(file, bytes);
    utimesSync(file, atime, mtime);
    const after = await identityOf(root);
    expect(identityDigest(after)).not.toBe(identityDigest(before));
    expect(identityDifferences(before, after)).toEqual([
      `contents ${before.content.slice(0, 12)} → ${after.content.slice(0, 12)}`,
    ]);
  });

  it('differs for an image of another class, or an additional image', async () => {
    const root = await photosFolder();
    const before = await identityOf(root);
    renameSync(join(root, 'train/cat/b.png'), join(root, 'train/dog/b.png'));
    const moved = await identityOf(root);
    expect(identityDigest(moved)).not.toBe(identityDigest(before));
    writeFileSync(join(root, 'train/dog/z.png'), await photo(1));
    expect(identityDifferences(moved, await identityOf(root))[0]).toBe('training images 5 → 6');
  });

  it('has the same digest for files renamed in the same order', async () => {
    const root = await photosFolder();
    const before = await identityOf(root);
    renameSync(join(root, 'train/cat/b.png'), join(root, 'train/cat/bb.png'));
    const after = await identityOf(root);
    expect(after.order).not.toBe(before.order);
    expect(identityDigest(after)).toBe(identityDigest(before));
    expect(identityDifferences(before, after)).toEqual([]);
  });
});

describe('the cache of digests', () => {
  it('avoids reading files that did not change, and only those', async () => {
    ownCache();
    const root = await photosFolder();
    await settle();
    const first = await identityOf(root);
    expect(first.read).toBe(2); // the test images, told last
    expect((await identityOf(root)).read).toBe(0);
    writeFileSync(join(root, 'train/dog/d.png'), await photo(77));
    const changed = await identityOf(root);
    expect(changed.read).toBe(1);
    expect(changed.content).not.toBe(first.content);
    writeFileSync(join(root, 'train/cat/0.png'), await photo(7));
    await settle();
    expect((await identityOf(root)).read).toBe(2);
    expect((await identityOf(root)).read).toBe(0);
  });

  it.each([
    ['damaged by one bit', (bytes: Buffer) => void (bytes[bytes.length - 50]! ^= 1)],
    ['empty', (bytes: Buffer) => bytes.fill(0)],
  ])('is rebuilt if it is %s', async (_kind, harm) => {
    const cache = join(ownCache(), 'digests');
    const root = await photosFolder();
    await settle();
    const before = await identityOf(root);
    for (const name of readdirSync(cache)) {
      const bytes = readFileSync(join(cache, name));
      harm(bytes);
      writeFileSync(join(cache, name), bytes);
    }
    const again = await identityOf(root);
    expect(again).toEqual(before);
    expect((await identityOf(root)).read).toBe(0);
  });

  it('works without a writable cache', async () => {
    writeFileSync(join(ownCache(), 'digests'), '');
    const root = await photosFolder();
    await settle();
    expect((await identityOf(root)).content).toBe((await identityOf(root)).content);
  });
});
