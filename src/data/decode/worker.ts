import { closeSync, openSync, readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { DropinError } from '../../common/errors.js';
import { viewOf, writeView } from '../crop.js';
import { bytesOf } from '../dataset.js';
import { serve } from '../threads/serve.js';
import { decodeImage, type DecodedImage } from './image.js';
import type { Finding, Findings, ImageSource, Job, ShardImage, WorkerOptions } from './messages.js';
import { readImageFile } from './read-file.js';
import { UnreadableImage } from './unreadable.js';

/**
 * Images that this thread of a `DecodePool` has in progress at once. libvips decodes on its own threads while this one
 * reads other images and makes their views. libvips waits for its threads so often that two images would leave a core idle.
 */
const LANES = 3;
const { stored } = workerData as WorkerOptions;

// An image is read once per epoch, so libvips' cache would only cost memory. Images are decoded in parallel, so each one
// uses a single thread.
sharp.cache(false);
sharp.concurrency(1);

serve(read);

async function read(job: Job): Promise<Findings> {
  const bad: Finding[] = [];
  const warned: Finding[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < job.images.length) {
      const index = next++;
      const slot = job.firstSlot + index;
      const { problem, warning } = await readImage(job, index);
      if (problem !== undefined) bad.push({ slot, reason: problem });
      if (warning !== undefined) warned.push({ slot, reason: warning });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const bySlot = (a: Finding, b: Finding) => a.slot - b.slot;
  return { bad: bad.sort(bySlot), warned: warned.sort(bySlot) };
}

/**
 * Reads one image into its slot and returns what is wrong with it. A file counts as bad only if it could be read
 * completely; every other error is a system error and throws.
 */
async function readImage(
  { images, firstSlot, views, into }: Job,
  index: number,
): Promise<{ problem?: string; warning?: string }> {
  const source = images[index]!;
  try {
    const { pixels, ...found } = await pixelsOf(source);
    writeView({
      ...{ pixels, stored, shape: views.shape, into, offset: (firstSlot + index) * bytesOf(views.shape) },
      view: viewOf(views, index),
    });
    return found;
  } catch (error) {
    if (error instanceof UnreadableImage) return { problem: error.message };
    if (error instanceof DropinError) throw error;
    throw new Error(`${source.file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function pixelsOf(source: ImageSource): Promise<DecodedImage> | DecodedImage {
  if ('offset' in source) return { pixels: shardPixels(source) };
  if (source.problem !== undefined) throw new UnreadableImage(source.problem);
  return decodeImage(readImageFile(source.file, source.listed), stored);
}

function shardPixels({ file, offset }: ShardImage): Uint8Array {
  const pixels = new Uint8Array(bytesOf(stored));
  const read = readSync(shard(file), pixels, 0, pixels.length, offset);
  if (read === pixels.length) return pixels;
  throw new Error(`it is truncated (expected ${pixels.length} bytes at offset ${offset}, found ${read})`);
}

/** File descriptors of open shards, by path. */
const shards = new Map<string, number>();
const MAX_OPEN_SHARDS = 256;

function shard(file: string): number {
  const known = shards.get(file);
  if (known !== undefined) return known;
  const [oldest] = shards;
  if (shards.size >= MAX_OPEN_SHARDS && oldest !== undefined) {
    closeSync(oldest[1]);
    shards.delete(oldest[0]);
  }
  const fd = openSync(file, 'r');
  shards.set(file, fd);
  return fd;
}
