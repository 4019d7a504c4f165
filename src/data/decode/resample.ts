import type { ImageShape } from '../views.js';

/**
 * Resizes pixels `[H, W, C]` as Pillow's `Image.resize(…, BILINEAR)` does, to the last bit: a triangle filter that widens
 * with the reduction, columns first, in fixed-point numbers (Pillow's src/libImaging/Resample.c).
 *
 * libvips enlarges with a shift of half an output pixel, and so cannot take its place.
 */
export function resample(pixels: Uint8Array, from: ImageShape, height: number, width: number): Uint8Array {
  const [storedHeight, storedWidth, channels] = from;
  const narrowed =
    width === storedWidth
      ? pixels
      : resampleRows(pixels, { lines: storedHeight, from: storedWidth, to: width, channels });
  return height === storedHeight
    ? narrowed
    : resampleColumns(narrowed, storedHeight, height, width * channels);
}

/** Bits after the binary point of a weight: 8 bits of pixel and a carry must fit beside them. */
const FRACTION_BITS = 32 - 8 - 2;
const HALF = 1 << (FRACTION_BITS - 1);

/** The input pixels that make each output pixel along one axis. */
interface Weights {
  /** `[to]`: first input pixel. */
  readonly first: Int32Array;
  /** `[to]`: number of input pixels. */
  readonly count: Int32Array;
  /** `[to, most]`: weight of each, a fixed-point number. */
  readonly values: Int32Array;
  /** The most input pixels of any output pixel. */
  readonly most: number;
}

function weightsOf(from: number, to: number): Weights {
  const scale = from / to;
  const support = Math.max(scale, 1);
  // Divisions as Pillow does them: another order of operations may round otherwise.
  const inverse = 1 / support;
  const most = Math.ceil(support) * 2 + 1;
  const weights = {
    first: new Int32Array(to),
    count: new Int32Array(to),
    values: new Int32Array(to * most),
    most,
  };
  for (let pixel = 0; pixel < to; pixel++) {
    const centre = (pixel + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    const shares = Array.from({ length: end - first }, (_, index) =>
      Math.max(0, 1 - Math.abs((first + index - centre + 0.5) * inverse)),
    );
    const sum = shares.reduce((total, share) => total + share, 0);
    weights.first[pixel] = first;
    weights.count[pixel] = shares.length;
    for (const [index, share] of shares.entries()) {
      weights.values[pixel * most + index] = Math.trunc(0.5 + share * (1 / sum) * 2 ** FRACTION_BITS);
    }
  }
  return weights;
}

interface Rows {
  readonly lines: number;
  /** Pixels of a line, before and after. */
  readonly from: number;
  readonly to: number;
  readonly channels: number;
}

function resampleRows(pixels: Uint8Array, { lines, from, to, channels }: Rows): Uint8Array {
  const { first, count, values, most } = weightsOf(from, to);
  const result = new Uint8Array(lines * to * channels);
  let write = 0;
  for (let line = 0; line < lines; line++) {
    for (let pixel = 0; pixel < to; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = HALF;
        let read = (line * from + first[pixel]!) * channels + channel;
        for (let index = 0; index < count[pixel]!; index++, read += channels) {
          sum += pixels[read]! * values[pixel * most + index]!;
        }
        result[write++] = sum >> FRACTION_BITS;
      }
    }
  }
  return result;
}

/** @param width Bytes of a line. */
function resampleColumns(pixels: Uint8Array, from: number, to: number, width: number): Uint8Array {
  const { first, count, values, most } = weightsOf(from, to);
  const result = new Uint8Array(to * width);
  const sums = new Int32Array(width);
  for (let line = 0; line < to; line++) {
    sums.fill(HALF);
    for (let index = 0; index < count[line]!; index++) {
      const weight = values[line * most + index]!;
      const read = (first[line]! + index) * width;
      for (let byte = 0; byte < width; byte++) sums[byte]! += pixels[read + byte]! * weight;
    }
    for (let byte = 0; byte < width; byte++) result[line * width + byte] = sums[byte]! >> FRACTION_BITS;
  }
  return result;
}
