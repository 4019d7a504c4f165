import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { lumaAt } from '../luma.js';
import type { ImageShape } from '../views.js';
import { cleanJpegHeader } from './jpeg-header.js';
import { resample } from './resample.js';
import { UnreadableImage } from './unreadable.js';
import { messageOf } from '../../common/errors.js';

/** Limit on the decoded size: 100 million pixels of 8-bit colour, or half as many of 16-bit colour. */
const MAX_DECODED_BYTES = 300_000_000;

/** An image's pixels. */
export interface DecodedImage {
  /** `[H, W, C]`. */
  readonly pixels: Uint8Array;
  /** What is wrong with the file, although all pixels were decoded; follows the file's name in a message. */
  readonly warning?: string;
}

/**
 * Decodes a JPEG or PNG file and resizes it to `[H, W, C]` (C is 3 for RGB, 1 for grey) without keeping its aspect ratio,
 * as Caffe's `convert_imageset` does. The pixels equal those of Pillow's
 * `Image.open(file).convert('RGB').resize((W, H), Image.BILINEAR)` to within one level on average. This is an antialiased
 * bilinear filter; OpenCV's INTER_LINEAR uses only the four nearest pixels, even when it shrinks an image.
 *
 * Grey images get three equal channels. Colour becomes grey as ITU-R 601 luma, as in Pillow and OpenCV. The alpha channel is
 * dropped and a transparent pixel keeps its colour, as in Pillow's `convert('RGB')` and OpenCV's `imread`. CMYK is converted
 * through its profile; 16-bit values are truncated to 8 bits. Colour profiles of RGB images and the EXIF orientation are
 * ignored, as in Caffe. Raise `PIXELS_VERSION` when a change here changes the pixels.
 *
 * @throws {UnreadableImage} if the file is not a complete, undamaged image.
 * @throws {Error} of another class if the system is at fault: no memory or no threads.
 */
export async function decodeImage(file: Uint8Array, shape: ImageShape): Promise<DecodedImage> {
  expectImage(file);
  try {
    return { pixels: await decode(file, shape) };
  } catch (error) {
    const cleaned = cleanJpegHeader(file);
    if (cleaned === undefined) throw classified(error, file);
    try {
      return { pixels: await decode(cleaned.file, shape), warning: cleaned.warning };
    } catch {
      throw classified(error, file);
    }
  }
}

async function decode(file: Uint8Array, shape: ImageShape): Promise<Uint8Array> {
  const found = await sharp(file, SHARP_OPTIONS).metadata();
  const bytes = decodedBytes(found);
  if (bytes > MAX_DECODED_BYTES) throw tooLarge(found, bytes);
  return bytes > LARGE_BYTES ? oneAtATime(() => decodeAs(found, file, shape)) : decodeAs(found, file, shape);
}

/** Larger images are decoded one at a time to limit memory. */
const LARGE_BYTES = 50_000_000;
let previousLarge: Promise<unknown> = Promise.resolve();

function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const result = previousLarge.then(work);
  previousLarge = result.catch(() => undefined);
  return result;
}

async function decodeAs(
  found: Metadata,
  file: Uint8Array,
  [height, width, channels]: ImageShape,
): Promise<Uint8Array> {
  const reduces = found.width >= width && found.height >= height;
  const { data, info } =
    reduces && !found.hasAlpha
      ? await rawPixels(
          open(file, found).resize(width, height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false }),
        )
      : await rawPixels(open(file, found).removeAlpha());
  const pixels = resample(data, [info.height, info.width, info.channels], height, width);
  if (info.channels === channels) return pixels;
  return channels === 1 ? luma(pixels) : repeatGrey(pixels, channels);
}

const SHARP_OPTIONS: SharpOptions = { failOn: 'warning', limitInputPixels: false, sequentialRead: true };

function open(file: Uint8Array, { space }: Metadata): Sharp {
  return sharp(file, { ...SHARP_OPTIONS, ignoreIcc: space !== 'cmyk' });
}

/** Pixels of 8 bits, with one channel or three. */
function rawPixels(image: Sharp) {
  return image.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
}

function expectImage(file: Uint8Array): void {
  if (file.length === 0) throw new UnreadableImage('is empty');
  const jpeg = file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff;
  const png = Buffer.from(file.buffer, file.byteOffset, Math.min(8, file.length)).equals(PNG_SIGNATURE);
  if (!jpeg && !png) throw new UnreadableImage('is not a JPEG or PNG image');
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function decodedBytes({ width, height, channels, depth }: Metadata): number {
  return width * height * Math.max(3, channels) * (depth === 'ushort' ? 2 : 1);
}

function tooLarge({ width, height }: Metadata, bytes: number): UnreadableImage {
  const [megabytes, max] = [bytes, MAX_DECODED_BYTES].map((count) => Math.round(count / 1e6));
  return new UnreadableImage(
    `has ${width}×${height} pixels, ${megabytes!} MB when decoded; the limit is ${max!} MB`,
  );
}

/** Tells a bad file from a system error, which says nothing about the file. */
function classified(error: unknown, file: Uint8Array): Error {
  if (error instanceof UnreadableImage) return error;
  const message = messageOf(error);
  if (MACHINE_FAULT.test(message)) return new Error(oneLine(message), { cause: error });
  return new UnreadableImage(explain(message, file), { cause: error });
}

/** Messages of GLib, libvips and the C library when memory, threads or file descriptors run out. */
const MACHINE_FAULT =
  /thread|out of memory|cannot allocate|unable to allocate|too many open files|resource temporarily/i;

/**
 * libvips' message after our own diagnosis. Its messages for a truncated file vary between reads, so the diagnosis is made
 * from the end of the file.
 */
function explain(message: string, file: Uint8Array): string {
  const text = oneLine(message);
  return hasEnd(file) ? `is damaged (${text})` : `is truncated (${text})`;
}

/** Joins the distinct lines of a message. */
function oneLine(message: string): string {
  const lines = message.split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
  return [...new Set(lines)].filter((line) => line !== '').join(' ');
}

/** Whether the last bytes contain JPEG's end-of-image marker or PNG's IEND chunk; other data may follow it. */
function hasEnd(file: Uint8Array): boolean {
  const tail = Buffer.from(file.buffer, file.byteOffset, file.length).subarray(-TAIL_BYTES);
  return tail.includes(file[0] === 0xff ? JPEG_END : 'IEND');
}

const TAIL_BYTES = 1024;
const JPEG_END = Buffer.from([0xff, 0xd9]);

function luma(colours: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: colours.length / 3 }, (_, pixel) => lumaAt(colours, 3 * pixel));
}

function repeatGrey(grey: Uint8Array, channels: number): Uint8Array {
  const pixels = new Uint8Array(grey.length * channels);
  for (let index = 0; index < pixels.length; index++) pixels[index] = grey[Math.floor(index / channels)]!;
  return pixels;
}
