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
  const { pixels } = await decodeImage(file, [8, 8, 3]);
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
  ])('resizes a %s to the requested size, whatever its aspect ratio', async (_kind, make) => {
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

  it('converts CMYK to the corresponding colours', async () => {
    const file = await halves()
      .toColourspace('cmyk')
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const pixels = await decoded(file);
    close(pixel(pixels, 4, 1), [200, 0, 0], 45);
    close(pixel(pixels, 4, 6), [0, 0, 200], 90);
  });

  it('ignores the EXIF orientation', async () => {
    const file = await halves().withMetadata({ orientation: 3 }).jpeg().toBuffer();
    close(pixel(await decoded(file), 4, 1), [200, 0, 0], 12);
  });

  it('returns one channel if grey is requested', async () => {
    expect((await decodeImage(await png(), [8, 8, 1])).pixels.length).toBe(64);
  });

  it('reports what is wrong with a bad file', async () => {
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
    expect(await problem(Buffer.from('<html>not found</html>'))).toBe('is not a JPEG or PNG image');
    expect(await problem(whole.subarray(0, whole.length - 100))).toMatch(/^is (truncated|damaged)$/);
    expect(await problem((await png()).subarray(0, 60))).toMatch(/^is (truncated|damaged)$/);
    expect(await problem(damaged)).toBe('is damaged');
    const huge = await sharp({ create: { width: 11_000, height: 10_000, channels: 3, background: '#000' } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    expect(await problem(huge)).toBe('has 11000×10000 pixels, 330 MB when decoded; the limit is 300 MB');
  });
});

describe('a JPEG with a libjpeg warning about its header', () => {
  const withoutWarning = () => halves().jpeg({ quality: 95 }).toBuffer();
  /** The file with a JFIF segment of version 1.01, which sharp omits. */
  const withJfif = (file: Buffer, major: number) =>
    Buffer.concat([
      file.subarray(0, 2),
      Buffer.from([0xff, 0xe0, 0, 16]),
      Buffer.from('JFIF\0'),
      Buffer.from([major, 1, 0, 0, 1, 0, 1, 0, 0]),
      file.subarray(2),
    ]);

  it.each([
    ['has JFIF version 2', (file: Buffer) => withJfif(file, 2)],
    [
      'has bytes between the segments of its header',
      (file: Buffer) => {
        const first = 4 + file.readUInt16BE(4);
        return Buffer.concat([file.subarray(0, first), Buffer.from('junk'), file.subarray(first)]);
      },
    ],
  ])('is read, with a warning: %s', async (warning, change) => {
    const file = await withoutWarning();
    const { pixels } = await decodeImage(file, [8, 8, 3]);
    expect(await decodeImage(change(file), [8, 8, 3])).toEqual({ pixels, warning });
  });

  it('is refused if the data after the header is damaged', async () => {
    const file = withJfif(await withoutWarning(), 2);
    await expect(decodeImage(file.subarray(0, -100), [8, 8, 3])).rejects.toThrow(/^is truncated \(/);
  });

  it('gives no warning for version 1', async () => {
    const file = await withoutWarning();
    expect(await decodeImage(withJfif(file, 1), [8, 8, 3])).toEqual(await decodeImage(file, [8, 8, 3]));
  });
});
