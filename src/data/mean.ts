import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { readCached, writeCached } from './cache-file.js';
import { bytesOf, type Dataset, type Split } from './dataset.js';
import { identityDigest } from './identity.js';
import { openTestLoader } from './loader.js';
import type { ImageShape } from './views.js';

/** Mean image. */
export interface MeanOfImages {
  readonly shape: ImageShape;
  /** `[H, W, C]`: mean of each pixel value. */
  readonly values: Float32Array;
}

/** Images per batch. */
const BATCH = 64;

/**
 * The mean of the training images, as stored (before any crop), like Caffe's compute_image_mean. It is cached by the
 * contents of the data set, in `~/.cache/dropin/means` (or under DROPIN_CACHE).
 *
 * @param onStart Called with the number of images before they are read.
 * @throws {DropinError} exit code 3 for an unreadable image that is not skipped, or if no image can be read.
 */
export async function meanImage(
  dataset: Pick<Dataset, 'train' | 'imageShape' | 'identity'>,
  onStart: (images: number) => void = () => undefined,
): Promise<MeanOfImages> {
  const { train, imageShape: shape } = dataset;
  // The identity ignores `dataset.limit`, so the name has the number of images too.
  const name = `${identityDigest(await dataset.identity())}-${train.count}.f32`;
  const known = readCached('means', name);
  if (known?.length === bytesOf(shape) * Float32Array.BYTES_PER_ELEMENT) {
    return { shape, values: new Float32Array(Uint8Array.from(known).buffer) };
  }
  onStart(train.count);
  const values = await computeMean(train, shape);
  writeCached(new Uint8Array(values.buffer), 'means', name);
  return { shape, values };
}

async function computeMean(train: Split, shape: ImageShape): Promise<Float32Array> {
  const size = bytesOf(shape);
  const sums = new Float64Array(size);
  const loader = openTestLoader(train, shape, {}, BATCH);
  let count = 0;
  for (let batch = await loader.next(); batch !== undefined; batch = await loader.next()) {
    for (let slot = 0; slot < batch.count; slot++) addTo(sums, batch.images, slot * size);
    count += batch.count;
  }
  if (count === 0) throw new DropinError('data: none of the training images can be read', EXIT.DATA);
  return Float32Array.from(sums, (sum) => sum / count);
}

function addTo(sums: Float64Array, pixels: Uint8Array, offset: number): void {
  for (let index = 0; index < sums.length; index++) sums[index]! += pixels[offset + index]!;
}
