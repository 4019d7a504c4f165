import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseCifar } from '../../../src/data/cifar.js';
import { sha256 } from '../../../src/common/sha256.js';
import { openDataset } from '../../../src/data/open.js';
import { writeSums } from '../../../src/data/sums.js';
import type { CifarDescriptor } from '../../../src/spec/schema/descriptor.js';

/** A record: the label, then red, green, blue planes of pixel numbers (mod 256) + 0, 1, 2. */
function record(label: number): Buffer {
  const planes = [0, 1, 2].map((channel) => Buffer.from({ length: 1024 }).map((_, i) => (i + channel) % 256));
  return Buffer.concat([Buffer.from([label]), ...planes]);
}

const descriptor: CifarDescriptor = {
  name: 'tiny',
  format: 'cifar',
  image: [32, 32, 3],
  classes: 10,
  archive: { url: 'http://127.0.0.1/tiny.tar.gz', bytes: 1, sha256: '', md5: '' },
  folder: 'batches',
  train: { files: ['a.bin', 'b.bin'], count: 3 },
  test: { files: ['c.bin'], count: 1 },
};

function root(files: Record<string, Buffer>): string {
  const path = mkdtempSync(join(tmpdir(), 'dropin-data-'));
  onTestFinished(() => {
    rmSync(path, { recursive: true });
  });
  mkdirSync(join(path, 'batches'));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(path, 'batches', name), bytes);
  return path;
}

describe('parseCifar', () => {
  it('interleaves the channels of each pixel', () => {
    const { pixels, labels } = parseCifar(Buffer.concat([record(3), record(9)]), 'x.bin', 10);
    expect([...labels]).toEqual([3, 9]);
    expect([...pixels.subarray(0, 6)]).toEqual([0, 1, 2, 1, 2, 3]);
    expect([...pixels.subarray(6141)]).toEqual([255, 0, 1]);
  });

  it('reports what is wrong with a file', () => {
    expect(() => parseCifar(record(3).subarray(0, 3000), 'x.bin', 10)).toThrow(
      'data: x.bin is not a CIFAR-10 binary file, or is truncated: expected records of 3073 bytes, found 3000 bytes (0 × 3073 + 3000)',
    );
    expect(() => parseCifar(Buffer.concat([record(1), Buffer.alloc(7)]), 'x.bin', 10)).toThrow(
      'found 3080 bytes (1 × 3073 + 7)',
    );
    expect(() => parseCifar(Buffer.concat([record(1), record(12)]), 'x.bin', 10)).toThrow(
      'data: x.bin: label 12 of image 1 is not one of 10 classes',
    );
  });
});

describe('openDataset', () => {
  it('opens the binary files', async () => {
    const files = { 'a.bin': Buffer.concat([record(1), record(2)]), 'b.bin': record(3), 'c.bin': record(4) };
    const dataset = await openDataset(descriptor, { root: root(files) });
    expect([dataset.train.count, dataset.test.count, dataset.classes]).toEqual([3, 1, 10]);
    expect(dataset.legacyDigest()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reports how many images are missing', async () => {
    const path = root({ 'a.bin': record(1), 'b.bin': record(3), 'c.bin': record(4) });
    await expect(openDataset(descriptor, { root: path })).rejects.toThrow(
      `data: ${path}/batches: expected 3 train images, found 2`,
    );
  });

  it('A10: names a binary file whose bytes differ from the unpacked ones', async () => {
    const path = root({
      'a.bin': Buffer.concat([record(1), record(2)]),
      'b.bin': record(3),
      'c.bin': record(4),
    });
    writeSums(join(path, 'batches'));
    await expect(openDataset(descriptor, { root: path })).resolves.toMatchObject({ classes: 10 });
    const damaged = record(3);
    damaged[1000]! ^= 1;
    writeFileSync(join(path, 'batches/b.bin'), damaged);
    await expect(openDataset(descriptor, { root: path })).rejects.toMatchObject({
      message:
        `data: ${path}/batches/b.bin is damaged: its SHA-256 is ${sha256(damaged)}, expected ${sha256(record(3))}; ` +
        `remove ${path}/batches and run dropin datasets fetch tiny`,
      exitCode: 3,
    });
  });

  it('tells where to get it', async () => {
    await expect(openDataset(descriptor, { root: '/no/such' })).rejects.toMatchObject({
      message:
        'data: /no/such holds neither the files of tiny nor train/CLASS folders; ' +
        'run dropin datasets fetch tiny, or set dataset.root to their folder',
      exitCode: 3,
    });
  });
});
