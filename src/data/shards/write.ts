import { createHash, randomUUID, type Hash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LockError, tryLock } from '#setup/lock/file.js';
import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { BadImages } from '../bad-images.js';
import { bytesOf, passBatch } from '../dataset.js';
import { DecodePool } from '../decode/pool.js';
import { decodedSplit } from '../decoded-split.js';
import { sha256 } from '../../common/sha256.js';
import { isSystemError, syncToDisk, writeAll } from '../../common/durable.js';
import { folderIdentity, legacyFolderDigest, type ListedSplits } from '../folder-identity.js';
import { listFolders, type ListedImages } from '../folders.js';
import { openTestLoader } from '../loader.js';
import type { FoldersDescriptor } from '../../spec/schema/descriptor.js';
import { shardFolder, type ShardFile, type ShardSplit, type ShardIndex } from './format.js';
import { freeBytes } from '../../common/disk.js';

/** Largest size of a shard. */
const SHARD_BYTES = 256 * 2 ** 20;

export interface PrepareOptions {
  readonly onBadImage: 'fail' | 'skip';
  /** Called with the number of images done and the total. */
  readonly onProgress: (done: number, total: number) => void;
  readonly shardBytes?: number;
}

/**
 * Resizes all images of a data set into shards. They are written to a temporary folder, flushed to disk and renamed, so
 * that a folder of shards is always complete. Existing shards are replaced.
 *
 * @throws {DropinError} exit code 3 for an unreadable image, unless such images are skipped; 1 if another process is
 *   preparing the same shards, or they cannot be written.
 */
export async function writeShards(
  descriptor: FoldersDescriptor,
  root: string,
  options: PrepareOptions,
): Promise<ShardIndex> {
  const folder = shardFolder(root, descriptor.image);
  const splits = listFolders(descriptor, root);
  const lock = takeLock(folder);
  try {
    removeUnfinished(folder);
    return await publish(descriptor, splits, folder, options);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new DropinError(`${folder} cannot be written: ${error.message}`, EXIT.FAILED, { cause: error });
  } finally {
    removeUnfinished(folder);
    lock.release();
  }
}

function takeLock(folder: string): { readonly release: () => void } {
  const taken = attemptLock(`${folder}.lock`);
  if ('release' in taken) return taken;
  const { holder } = taken.held;
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  throw new DropinError(`${folder} is being prepared by ${who}; wait for it to finish`, EXIT.FAILED);
}

function attemptLock(path: string) {
  try {
    return tryLock(path);
  } catch (error) {
    if (!(error instanceof LockError)) throw error;
    throw new DropinError(error.message, EXIT.FAILED, { cause: error });
  }
}

/** Removes the leftovers of earlier processes; the lock guarantees that none of them is still running. */
function removeUnfinished(folder: string): void {
  const prefix = `${basename(folder)}${UNFINISHED}`;
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(prefix)) rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

const UNFINISHED = '.unfinished-';

async function publish(
  descriptor: FoldersDescriptor,
  { train, test }: ListedSplits,
  folder: string,
  { onBadImage, onProgress, shardBytes = SHARD_BYTES }: PrepareOptions,
): Promise<ShardIndex> {
  const { image, classes, name } = descriptor;
  const total = train.paths.length + (test?.paths.length ?? 0);
  const imagesPerShard = Math.max(1, Math.floor(shardBytes / bytesOf(image)));
  expectRoom(folder, total * bytesOf(image));
  const unfinished = `${folder}${UNFINISHED}${randomUUID()}`;
  mkdirSync(unfinished);
  const pool = new DecodePool(image);
  const bad = new BadImages(onBadImage);
  try {
    const write = (images: ListedImages, split: 'train' | 'test', before: number) =>
      writeSplit(images, { split, folder: unfinished, image, imagesPerShard, pool, bad }, (done) => {
        onProgress(before + done, total);
      });
    const index: ShardIndex = {
      format: 2,
      dataset: name,
      image: [...image],
      classes,
      source: await folderIdentity(descriptor, { train, test }),
      source_v1: legacyFolderDigest({ train, test }),
      images_per_shard: imagesPerShard,
      train: await write(train, 'train', 0),
      test: test && (await write(test, 'test', train.paths.length)),
      bad_images: bad.list,
    };
    writeDurably(join(unfinished, 'index.json'), Buffer.from(`${JSON.stringify(index, null, 2)}\n`));
    await syncToDisk(unfinished);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
    await syncToDisk(dirname(folder));
    return index;
  } finally {
    await pool.close();
  }
}

interface SplitOptions {
  readonly split: 'train' | 'test';
  readonly folder: string;
  readonly image: FoldersDescriptor['image'];
  readonly imagesPerShard: number;
  readonly pool: DecodePool;
  readonly bad: BadImages;
}

async function writeSplit(
  images: ListedImages,
  { split, folder, image, imagesPerShard, pool, bad }: SplitOptions,
  onDone: (images: number) => void,
): Promise<ShardSplit> {
  const batchSize = passBatch(image);
  const loader = openTestLoader(
    decodedSplit(split === 'train' ? 'training' : 'test', images, pool, bad),
    image,
    {},
    batchSize,
  );
  const shards = new ShardWriter(folder, split, imagesPerShard * bytesOf(image));
  const labels: number[] = [];
  const names: string[] = [];
  let done = 0;
  try {
    for (let batch = await loader.next(); batch !== undefined; batch = await loader.next()) {
      shards.append(batch.images);
      labels.push(...batch.labels);
      for (const index of batch.indices) names.push(images.paths[index]!);
      done = Math.min(images.paths.length, done + batchSize);
      onDone(done);
    }
    return {
      count: labels.length,
      pixels: shards.finish(),
      labels: writeWhole(folder, `${split}.labels`, Buffer.from(Int32Array.from(labels).buffer)),
      names: writeWhole(folder, `${split}.names`, Buffer.from(names.map((name) => `${name}\n`).join(''))),
    };
  } finally {
    shards.close();
  }
}

/** Splits a stream of bytes into files of equal size; the last may be smaller. */
class ShardWriter {
  private readonly files: ShardFile[] = [];
  private open:
    { readonly name: string; readonly fd: number; readonly hash: Hash; bytes: number } | undefined;

  constructor(
    private readonly folder: string,
    private readonly split: string,
    private readonly size: number,
  ) {}

  append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const shard = (this.open ??= this.begin());
      const part = bytes.subarray(at, at + this.size - shard.bytes);
      writeAll(shard.fd, part);
      shard.hash.update(part);
      shard.bytes += part.length;
      at += part.length;
      if (shard.bytes === this.size) this.end();
    }
  }

  finish(): ShardFile[] {
    this.end();
    return this.files;
  }

  /** Abandons an unfinished file. */
  close(): void {
    if (this.open !== undefined) closeSync(this.open.fd);
    this.open = undefined;
  }

  private begin() {
    const name = `${this.split}-${String(this.files.length).padStart(5, '0')}.pixels`;
    return { name, fd: openSync(join(this.folder, name), 'wx'), hash: createHash('sha256'), bytes: 0 };
  }

  private end(): void {
    if (this.open === undefined) return;
    const { name, fd, hash, bytes } = this.open;
    fsyncSync(fd);
    this.close();
    this.files.push({ name, bytes, sha256: hash.digest('hex') });
  }
}

function writeWhole(folder: string, name: string, bytes: Buffer): ShardFile {
  writeDurably(join(folder, name), bytes);
  return { name, bytes: bytes.length, sha256: sha256(bytes) };
}

function writeDurably(path: string, bytes: Buffer): void {
  writeFileSync(path, bytes, { flag: 'wx', flush: true });
}

function expectRoom(folder: string, needed: number): void {
  const free = freeBytes(dirname(folder));
  if (free >= needed) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new DropinError(
    `${folder}: the shards need ${megabytes(needed)}, but only ${megabytes(free)} are free`,
    EXIT.FAILED,
  );
}
