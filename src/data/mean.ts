import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { bytesOf, type Dataset } from './dataset.js';
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
 * set and kept in the cache (`~/.cache/dropin/means`, or below DROPIN_CACHE).
 *
 * @param onStart Told, before the images are read, how many there are.
 * @throws {DropinError} exit code 3, at an image that cannot be read and is not skipped.
 */
export async function meanImage(
  dataset: Pick<Dataset, 'train' | 'imageShape' | 'digest'>,
  onStart: (images: number) => void = () => undefined,
): Promise<MeanOfImages> {
  const { train, imageShape: shape, digest } = dataset;
  const file = join(cacheRoot(), 'means', `${digest}-${shape.join('x')}-${train.count}.f32`);
  const size = bytesOf(shape);
  if (existsSync(file)) {
    const bytes = readFileSync(file);
    if (bytes.length === 4 * size) {
      return {
        shape,
        values: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
      };
    }
  }
  onStart(train.count);
  const sums = new Float64Array(size);
  const loader = openTestLoader(train, shape, {}, BATCH);
  let count = 0;
  for (let batch = await loader.next(); batch !== undefined; batch = await loader.next()) {
    for (let slot = 0; slot < batch.count; slot++) addTo(sums, batch.images, slot * size);
    count += batch.count;
  }
  const values = Float32Array.from(sums, (sum) => sum / count);
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomic.sync(file, Buffer.from(values.buffer));
  return { shape, values };
}

function addTo(sums: Float64Array, pixels: Uint8Array, offset: number): void {
  for (let index = 0; index < sums.length; index++) sums[index]! += pixels[offset + index]!;
}

/** What is kept once a machine; the set-up keeps TensorFlow there too. */
function cacheRoot({ DROPIN_CACHE, XDG_CACHE_HOME } = process.env): string {
  if (DROPIN_CACHE !== undefined && DROPIN_CACHE !== '') return resolve(DROPIN_CACHE);
  const base =
    XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME;
  return join(base, 'dropin');
}
