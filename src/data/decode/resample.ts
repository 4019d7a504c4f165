import type { ImageShape } from '../views.js';

/**
 * Resizes pixels `[H, W, C]`, bit-identical to Pillow's `Image.resize(…, BILINEAR)`: a triangle filter whose support grows
 * with the reduction, applied horizontally and then vertically in fixed point (Pillow's src/libImaging/Resample.c). Pillow 13
 * resizes some shapes vertically first, which changes some pixels by one level; this is the order of all versions before.
 *
 * libvips cannot be used here: it enlarges with a shift of half an output pixel.
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

/** Fractional bits of a weight. 32 bits must also hold 8 bits of pixel value and 2 bits of headroom. */
const FRACTION_BITS = 32 - 8 - 2;
const HALF = 1 << (FRACTION_BITS - 1);

/** The input pixels that contribute to each output pixel along one axis. */
interface Weights {
  /** `[to]`: first input pixel. */
  readonly first: Int32Array;
  /** `[to]`: number of input pixels. */
  readonly count: Int32Array;
  /** `[to, stride]`: fixed-point weight of each input pixel. */
  readonly values: Int32Array;
  /** Maximum number of input pixels per output pixel. */
  readonly stride: number;
}

function weightsOf(from: number, to: number): Weights {
  const scale = from / to;
  const support = Math.max(scale, 1);
  // The order of operations is Pillow's: another order may round differently.
  const inverse = 1 / support;
  const stride = Math.ceil(support) * 2 + 1;
  const weights = {
    first: new Int32Array(to),
    count: new Int32Array(to),
    values: new Int32Array(to * stride),
    stride,
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
      weights.values[pixel * stride + index] = Math.trunc(0.5 + share * (1 / sum) * 2 ** FRACTION_BITS);
    }
  }
  return weights;
}

interface Rows {
  readonly lines: number;
  /** Pixels per line, before and after. */
  readonly from: number;
  readonly to: number;
  readonly channels: number;
}

function resampleRows(pixels: Uint8Array, { lines, from, to, channels }: Rows): Uint8Array {
  const { first, count, values, stride } = weightsOf(from, to);
  const result = new Uint8Array(lines * to * channels);
  let write = 0;
  for (let line = 0; line < lines; line++) {
    for (let pixel = 0; pixel < to; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = HALF;
        let read = (line * from + first[pixel]!) * channels + channel;
        for (let index = 0; index < count[pixel]!; index++, read += channels) {
          sum += pixels[read]! * values[pixel * stride + index]!;
        }
        result[write++] = sum >> FRACTION_BITS;
      }
    }
  }
  return result;
}

/** @param width Bytes per line. */
function resampleColumns(pixels: Uint8Array, from: number, to: number, width: number): Uint8Array {
  const { first, count, values, stride } = weightsOf(from, to);
  const result = new Uint8Array(to * width);
  const sums = new Int32Array(width);
  for (let line = 0; line < to; line++) {
    sums.fill(HALF);
    for (let index = 0; index < count[line]!; index++) {
      const weight = values[line * stride + index]!;
      const read = (first[line]! + index) * width;
      for (let byte = 0; byte < width; byte++) sums[byte]! += pixels[read + byte]! * weight;
    }
    for (let byte = 0; byte < width; byte++) result[line * width + byte] = sums[byte]! >> FRACTION_BITS;
  }
  return result;
}
