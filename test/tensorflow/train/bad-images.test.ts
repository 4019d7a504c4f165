import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { photosFolder } from '../../unit/data/photos.js';
import { curveReaches, dropin, start, type Started } from '../../../scripts/reliability/processes.js';

const SPEC = `
name: photos
dataset: {name: photos.yaml, root: ., on_bad_image: fail}
network:
  - conv: {name: conv1, outputs: 2, kernel: 3, activation: relu}
  - fc: {name: fc2, outputs: 2}
solver: {iterations: 6, batch: 3, base_lr: 0.01}
test: {interval: 6}
`;
const DESCRIPTOR = `
name: photos
format: folders
image: [8, 8, 3]
classes: 2
train: {folder: train}
test: {folder: test}
`;

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#804020' } });

function photosWith(bad: Uint8Array | string): Promise<string> {
  return photosFolder({ 'spec.yaml': SPEC, 'photos.yaml': DESCRIPTOR, 'train/dog/x.jpg': bad });
}

function run(root: string, onBadImage: 'fail' | 'skip'): Started['ended'] {
  return dropin(root, 'run', 'spec.yaml', '--out', onBadImage, '--set', `dataset.on_bad_image=${onBadImage}`);
}

/** The part of a run's record about images that could not be read. */
function badImages(root: string, onBadImage: 'fail' | 'skip'): unknown {
  const record = JSON.parse(readFileSync(join(root, onBadImage, 'run.json'), 'utf8')) as {
    bad_images: unknown;
  };
  return record.bad_images;
}

describe('dropin run on a folder with an image that is', () => {
  it.each<[string, string, () => Promise<Uint8Array | string>]>([
    ['empty', 'is empty', () => Promise.resolve('')],
    ['text', 'is not a JPEG or PNG image', () => Promise.resolve('hello')],
    [
      'truncated',
      'is truncated',
      async () => {
        const pixels = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i * i) & 255);
        const noise = sharp(pixels, { raw: { width: 64, height: 64, channels: 1 } });
        const whole = await noise.jpeg().toBuffer();
        return whole.subarray(0, whole.length / 2);
      },
    ],
    [
      'absurdly large',
      'has 16000×9000 pixels, 432 MB when decoded',
      () => picture(16000, 9000).png().toBuffer(),
    ],
  ])(
    '%s ends the run with 3 and the file’s name, or is skipped if the spec says so',
    async (_, reason, make) => {
      const root = await photosWith(await make());
      const failed = await run(root, 'fail');
      expect(failed.code, failed.stderr).toBe(3);
      expect(failed.stderr).toContain('train/dog/x.jpg');
      expect(failed.stderr).toContain(reason);
      expect(failed.stderr).not.toMatch(/^ +at /m);

      const skipped = await run(root, 'skip');
      expect(skipped.code, skipped.stderr).toBe(0);
      expect(badImages(root, 'skip')).toMatchObject({
        count: 1,
        list: [{ file: expect.stringMatching(/x\.jpg$/) as string }],
      });
    },
  );

  it.each([
    ['CMYK', () => picture(20, 10).toColourspace('cmyk').jpeg().toBuffer()],
    ['greyscale', () => picture(20, 10).greyscale().jpeg().toBuffer()],
    ['16-bit', () => picture(20, 10).toColourspace('rgb16').png().toBuffer()],
    ['transparent', () => picture(20, 10).ensureAlpha(0.5).png().toBuffer()],
    ['rotated by its EXIF', () => picture(20, 10).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ])('%s reads it', async (_, make) => {
    const root = await photosWith(await make());
    const { code, stderr } = await run(root, 'fail');
    expect(code, stderr).toBe(0);
    expect(badImages(root, 'fail')).toEqual({ count: 0, list: [] });
  });
});

it('A1: a folder of images that disappears ends a run that skips bad images, and no image counts as bad', async () => {
  const root = await photosFolder({ 'spec.yaml': SPEC, 'photos.yaml': DESCRIPTOR });
  const endless = ['--iterations', '1000000', '--set', 'display=10', '--set', 'test.interval=1000000'];
  const skip = ['--out', 'skip', '--set', 'dataset.on_bad_image=skip'];
  const { ended } = start(root, 'run', 'spec.yaml', ...skip, ...endless);
  await Promise.race([curveReaches(join(root, 'skip'), 3), ended]);
  renameSync(join(root, 'train/dog'), join(root, 'elsewhere'));
  const { code, stderr } = await ended;
  expect(code, stderr).toBe(1);
  expect(stderr).toMatch(/train\/dog\/\w+\.png cannot be read: ENOENT: no such file or directory/);
  expect(badImages(root, 'skip')).toEqual({ count: 0, list: [] });
});
