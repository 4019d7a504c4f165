import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { copyView } from '../crop.js';
import { bytesOf } from '../dataset.js';
import { decodeImage, UnreadableImage } from './image.js';
import type { Failure, ImageSource, Job, JobDone, WorkerOptions } from './messages.js';
import { readImageFile } from './read-file.js';

/**
 * The thread that reads images: a decode worker of `DecodePool`. While libvips decodes images on threads of its own, this
 * one reads, crops and mirrors others; libvips waits for its own threads so often that two images leave a core idle.
 */
const LANES = 3;
const { stored } = workerData as WorkerOptions;
const port = parentPort!;

// Every image is seen once an epoch: libvips' cache would only take memory. One thread an image; several images at once.
sharp.cache(false);
sharp.concurrency(1);

let previous = Promise.resolve();
port.on('message', (job: Job) => {
  // In order: the batch that is waited for first is read first.
  previous = previous.then(async () => {
    const done: JobDone = { id: job.id, failures: await read(job) };
    port.postMessage(done);
  });
});

async function read(job: Job): Promise<Failure[]> {
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

/** Gives why an image cannot be read, or undefined. */
async function readImage(
  { images, firstSlot, views, into }: Job,
  index: number,
): Promise<string | undefined> {
  try {
    const pixels = await pixelsOf(images[index]!);
    const view = {
      top: views.top[index]!,
      left: views.left[index]!,
      mirror: views.mirror[index] === 1,
    };
    copyView(pixels, stored, view, views.shape, into, (firstSlot + index) * bytesOf(views.shape));
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableImage) return error.message;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'is missing';
    return `cannot be read (${message})`;
  }
}

function pixelsOf({ file, at, listed }: ImageSource): Promise<Uint8Array> | Uint8Array {
  if (at === undefined) return decodeImage(readImageFile(file, listed), stored);
  const pixels = new Uint8Array(bytesOf(stored));
  const read = readSync(shard(file), pixels, 0, pixels.length, at);
  if (read !== pixels.length) {
    throw new UnreadableImage(`is truncated (expected ${pixels.length} bytes at ${at}, found ${read})`);
  }
  return pixels;
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
