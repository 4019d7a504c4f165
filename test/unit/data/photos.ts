import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import type { FoldersDescriptor } from '../../../src/spec/schema/descriptor.js';

export const photos: FoldersDescriptor = {
  name: 'photos',
  format: 'folders',
  image: [8, 8, 3],
  classes: 2,
  train: { folder: 'train' },
  test: { folder: 'test', labels: 'test.txt' },
};

/** A PNG of one grey value, 12×10. */
export function photo(grey: number): Promise<Buffer> {
  const background = { r: grey, g: grey, b: grey };
  return sharp({ create: { width: 12, height: 10, channels: 3, background } })
    .png()
    .toBuffer();
}

/** A PNG of colours that differ from pixel to pixel, 12×10. */
export function noisePhoto(number: number): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: 12 * 10 * 3 }, (_, i) => (i * i * 7 + i * number + 11) % 256);
  return sharp(pixels, { raw: { width: 12, height: 10, channels: 3 } })
    .png()
    .toBuffer();
}

/** A folder with files by their paths, deleted after the test. */
export function folderOf(files: Record<string, Uint8Array | string>): string {
  const root = mkdtempSync(join(tmpdir(), 'dropin-data-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

/** Five training and two test images, in the classes cat and dog; the grey value of each is 10 × its number. */
export async function photosFolder(more: Record<string, Uint8Array | string> = {}): Promise<string> {
  const paths = [
    'train/cat/a',
    'train/cat/b',
    'train/dog/c',
    'train/dog/d',
    'train/dog/e',
    'test/cat/f',
    'test/dog/g',
  ];
  const files = await Promise.all(
    paths.map(async (path, i) => [`${path}.png`, await photo(10 * i)] as const),
  );
  return folderOf({ ...Object.fromEntries(files), ...more });
}
