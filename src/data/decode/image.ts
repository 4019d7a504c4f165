import sharp from 'sharp';
import type { ImageShape } from '../views.js';
import { UnreadableImage } from './unreadable.js';

/** An image of more pixels is refused: it would take gigabytes to decode. */
export const MAX_PIXELS = 100_000_000;

/** What shows through a transparent image. */
const BACKGROUND = '#000000';

/**
 * Decodes a JPEG or PNG file's bytes and resizes it to `[H, W, C]` (C is 3: red, green, blue, or 1: grey), whatever its own
 * aspect ratio, as Caffe's `convert_imageset` does. Bilinear, as there; but with as much smoothing as shrinking needs, as
 * Pillow and so torchvision do, where OpenCV's INTER_LINEAR takes the four nearest pixels and leaves the others out.
 * Other kernels gain no time (`nearest` takes as long): it goes into the JPEG and into setting up libvips' pipeline.
 *
 * Grey images get three equal channels, CMYK is converted through its profile, 16 bits are cut to 8, what is transparent is
 * laid on black. Colour profiles of RGB images and the EXIF orientation are ignored, as by Caffe.
 *
 * @throws {UnreadableImage} for anything that is not a whole and undamaged image.
 */
export async function decodeImage(file: Uint8Array, shape: ImageShape): Promise<Uint8Array> {
  const [height, width, channels] = shape;
  expectImage(file);
  try {
    const image = sharp(file, {
      failOn: 'warning',
      ignoreIcc: jpegComponents(file) !== 4,
      limitInputPixels: MAX_PIXELS,
      sequentialRead: true,
    })
      .flatten({ background: BACKGROUND })
      .resize(width, height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb');
    const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return info.channels === channels ? data : repeatGrey(data, channels);
  } catch (error) {
    throw new UnreadableImage(explain(error instanceof Error ? error.message : String(error), file), {
      cause: error,
    });
  }
}

function expectImage(file: Uint8Array): void {
  if (file.length === 0) throw new UnreadableImage('is empty');
  const jpeg = file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff;
  const png = Buffer.from(file.buffer, file.byteOffset, Math.min(8, file.length)).equals(PNG_SIGNATURE);
  if (!jpeg && !png) throw new UnreadableImage('is no JPEG or PNG image');
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * libvips' words, on one line and each once, with ours for the commonest cases. Its words for a cut file vary from one read to the next, so
 * that the end of the file decides.
 */
function explain(message: string, file: Uint8Array): string {
  const lines = message.split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
  const text = [...new Set(lines)].filter((line) => line !== '').join(' ');
  if (text.includes('pixel limit')) return `has more than ${MAX_PIXELS / 1e6} million pixels`;
  if (!hasEnd(file)) {
    return `is truncated (${text})`;
  }
  return `is damaged (${text})`;
}

/** Whether JPEG's end-of-image marker, or PNG's last chunk, is within the last bytes; something may follow it. */
function hasEnd(file: Uint8Array): boolean {
  const tail = Buffer.from(file.buffer, file.byteOffset, file.length).subarray(-TAIL_BYTES);
  return tail.includes(file[0] === 0xff ? JPEG_END : 'IEND');
}

const TAIL_BYTES = 1024;
const JPEG_END = Buffer.from([0xff, 0xd9]);

/** Number of colour components in a JPEG's frame header (4: CMYK); undefined where there is none. */
function jpegComponents(file: Uint8Array): number | undefined {
  if (file[0] !== 0xff || file[1] !== 0xd8) return undefined;
  let at = 2;
  while (at + 9 < file.length && file[at] === 0xff) {
    const marker = file[at + 1]!;
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return file[at + 9];
    at += 2 + file[at + 2]! * 256 + file[at + 3]!;
  }
  return undefined;
}

function repeatGrey(grey: Uint8Array, channels: number): Uint8Array {
  const pixels = new Uint8Array(grey.length * channels);
  for (let index = 0; index < pixels.length; index++) pixels[index] = grey[Math.floor(index / channels)]!;
  return pixels;
}
