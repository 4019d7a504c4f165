import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { readCached, writeCached } from './cache-file.js';
import { bytesOf, type Dataset, type Split } from './dataset.js';
import { identityDigest } from './identity.js';
import { openTestLoader } from './loader.js';
import type { ImageShape } from './views.js';

/** The mean of images of one shape. */
export interface MeanOfImages {
  readonly shape: ImageShape;
  /** Of each pixel, row by row, channels last. */
  readonly values: Float32Array;
}

/** Images read at once. */
const BATCH = 64;

/**
 * The mean image of the training images, as stored (before any crop): Caffe's compute_image_mean. Computed once for a data
 * set, known by its contents, and kept in the cache (`~/.cache/dropin/means`, or below DROPIN_CACHE).
 *
 * @param onStart Told, before the images are read, how many there are.
 * @throws {DropinError} exit code 3, at an image that cannot be read and is not skipped, or where none can be read.
 */
export async function meanImage(
  dataset: Pick<Dataset, 'train' | 'imageShape' | 'identity'>,
  onStart: (images: number) => void = () => undefined,
): Promise<MeanOfImages> {
  const { train, imageShape: shape } = dataset;
  // `dataset.limit` takes a part of the images, which the count tells.
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
