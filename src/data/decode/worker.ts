import { closeSync, openSync, readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { DropinError } from '../../common/errors.js';
import { copyView } from '../crop.js';
import { bytesOf } from '../dataset.js';
import { serve } from '../threads/serve.js';
import { decodeImage } from './image.js';
import type { Failure, ImageSource, Job, WorkerOptions } from './messages.js';
import { readImageFile } from './read-file.js';
import { UnreadableImage } from './unreadable.js';

/**
 * The thread that reads images, for `DecodePool`. While libvips decodes images on threads of its own, this one reads,
 * crops and mirrors others; libvips waits for its own threads so often that two images leave a core idle.
 */
const LANES = 3;
const { stored } = workerData as WorkerOptions;

// Every image is seen once an epoch: libvips' cache would only take memory. One thread an image; several images at once.
sharp.cache(false);
sharp.concurrency(1);

serve(read);

async function read(job: Job): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < job.images.length) {
      const index = next++;
      const reason = await readImage(job, index);
      if (reason !== undefined) failures.push({ slot: job.firstSlot + index, reason });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return failures.sort((a, b) => a.slot - b.slot);
}

/**
 * Gives why an image is bad, or undefined. Only a file that was read whole can be bad: every other error is a fault of the
 * machine.
 */
async function readImage(
  { images, firstSlot, views, into }: Job,
  index: number,
): Promise<string | undefined> {
  const source = images[index]!;
  try {
    const view = {
      top: views.top[index]!,
      left: views.left[index]!,
      mirror: views.mirror[index] === 1,
    };
    const pixels = await pixelsOf(source);
    copyView(pixels, stored, view, views.shape, into, (firstSlot + index) * bytesOf(views.shape));
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableImage) return error.message;
    if (error instanceof DropinError) throw error;
    const { message } = error as Error;
    throw new Error(`${source.file} cannot be read: ${message}`, { cause: error });
  }
}

function pixelsOf(source: ImageSource): Promise<Uint8Array> | Uint8Array {
  if ('at' in source) return shardPixels(source.file, source.at);
  if (source.problem !== undefined) throw new UnreadableImage(source.problem);
  return decodeImage(readImageFile(source.file, source.listed), stored);
}

function shardPixels(file: string, at: number): Uint8Array {
  const pixels = new Uint8Array(bytesOf(stored));
  const read = readSync(shard(file), pixels, 0, pixels.length, at);
  if (read === pixels.length) return pixels;
  throw new Error(`it is truncated (expected ${pixels.length} bytes at offset ${at}, found ${read})`);
}

/** Descriptors of the shards, by file. */
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
