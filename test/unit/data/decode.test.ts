import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../src/data/decode/image.js';

/** Left half red, right half blue, 40×20. */
function halves(): Sharp {
  const half = Buffer.from(
    Array.from({ length: 800 }, (_, i) => (i % 40 < 20 ? [200, 0, 0] : [0, 0, 200])).flat(),
  );
  return sharp(half, { raw: { width: 40, height: 20, channels: 3 } });
}

const jpeg = () => halves().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
const png = () => halves().png().toBuffer();

/** Pixels [row][column] of an 8×8 image of 3 channels. */
function pixel(pixels: Uint8Array, row: number, column: number): number[] {
  return [...pixels.subarray((row * 8 + column) * 3, (row * 8 + column) * 3 + 3)];
}

async function decoded(file: Uint8Array): Promise<Uint8Array> {
  const pixels = await decodeImage(file, [8, 8, 3]);
  expect(pixels.length).toBe(192);
  return pixels;
}

function close(found: number[], expected: number[], by = 8): void {
  expect(found.map((value, channel) => Math.abs(value - expected[channel]!) <= by)).toEqual([
    true,
    true,
    true,
  ]);
}

describe('decodeImage', () => {
  it.each([
    ['JPEG', jpeg],
    ['PNG', png],
    ['progressive JPEG', () => halves().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer()],
    ['16-bit PNG', () => halves().toColourspace('rgb16').png().toBuffer()],
    ['opaque PNG with alpha', () => halves().ensureAlpha().png().toBuffer()],
    ['palette PNG', () => halves().png({ palette: true }).toBuffer()],
  ])('resizes a %s to the size asked for, whatever its aspect ratio', async (_kind, make) => {
    const pixels = await decoded(await make());
    close(pixel(pixels, 4, 1), [200, 0, 0]);
    close(pixel(pixels, 4, 6), [0, 0, 200]);
  });

  it('repeats grey in three channels, from 8 and 16 bits', async () => {
    const grey = sharp({ create: { width: 9, height: 9, channels: 3, background: '#646464' } });
    for (const colourspace of ['b-w', 'grey16']) {
      const file = await grey.clone().toColourspace(colourspace).png().toBuffer();
      close(pixel(await decoded(file), 3, 3), [100, 100, 100], 2);
    }
    close(
      pixel(await decoded(await grey.clone().toColourspace('b-w').jpeg().toBuffer()), 3, 3),
      [100, 100, 100],
      2,
    );
  });

  it('converts CMYK to the colours it stands for', async () => {
    const file = await halves()
      .toColourspace('cmyk')
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const pixels = await decoded(file);
    close(pixel(pixels, 4, 1), [200, 0, 0], 45);
    close(pixel(pixels, 4, 6), [0, 0, 200], 90);
  });

  it('lays what is transparent on black', async () => {
    const file = await sharp({
      create: { width: 9, height: 9, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect(pixel(await decoded(file), 3, 3)).toEqual([0, 0, 0]);
  });

  it('ignores the EXIF orientation', async () => {
    const file = await halves().withMetadata({ orientation: 3 }).jpeg().toBuffer();
    close(pixel(await decoded(file), 4, 1), [200, 0, 0], 12);
  });

  it('makes one channel where grey is asked for', async () => {
    expect((await decodeImage(await png(), [8, 8, 1])).length).toBe(64);
  });

  it('says what is wrong with a bad file', async () => {
    const whole = await jpeg();
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, whole.length - 200, whole.length - 150);
    const problem = async (file: Uint8Array) => {
      const error = await decodeImage(file, [8, 8, 3]).then(
        () => new Error('it was decoded'),
        (caught: unknown) => caught as Error,
      );
      return error.message.replace(/ \(.*/, '');
    };
    expect(await problem(Buffer.alloc(0))).toBe('is empty');
    expect(await problem(Buffer.from('<html>not found</html>'))).toBe('is no JPEG or PNG image');
    expect(await problem(whole.subarray(0, whole.length - 100))).toMatch(/^is (truncated|damaged)$/);
    expect(await problem((await png()).subarray(0, 60))).toMatch(/^is (truncated|damaged)$/);
    expect(await problem(damaged)).toBe('is damaged');
    const huge = await sharp({ create: { width: 11_000, height: 10_000, channels: 3, background: '#000' } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    expect(await problem(huge)).toBe('has more than 100 million pixels');
  });
});
