import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DropinError } from '../../common/errors.js';
import type { FoldersDescriptor } from '../../spec/schema/descriptor.js';
import type { BadImages } from '../bad-images.js';
import { bytesOf } from '../dataset.js';
import type { ImageList } from '../decoded-split.js';
import { sha256 } from '../digest.js';
import { shardFolder, shardIndexSchema, type ShardFile, type ShardHalf, type ShardIndex } from './format.js';

export interface ShardImages {
  readonly train: ImageList;
  readonly test: ImageList | undefined;
  readonly digest: string;
}

/**
 * Opens the shards of a data set. Sizes are checked here, and the digests of labels and names; those of the pixels by
 * `dropin datasets verify`.
 *
 * @returns Undefined where there are none, unless they are `needed`.
 * @throws {DropinError} exit code 3, naming what is missing or damaged, or an image that they were made without, unless bad
 *   images are skipped.
 */
export function openShards(
  descriptor: FoldersDescriptor,
  root: string,
  needed: boolean,
  bad: BadImages,
): ShardImages | undefined {
  const folder = shardFolder(root, descriptor.image);
  const index = readShardIndex(folder);
  if (index === undefined) {
    if (!needed) return undefined;
    throw new DropinError(`data: ${folder} has no shards; run dropin datasets prepare ${descriptor.name}`, 3);
  }
  if (index.classes !== descriptor.classes) {
    throw new DropinError(
      `data: the shards in ${folder} are of ${index.classes} classes, expected ${descriptor.classes}`,
      3,
    );
  }
  if (index.image.join() !== descriptor.image.join()) throw damaged(folder);
  bad.reportLeftOut(index.bad_images, folder);
  const open = (half: ShardHalf) => shardImages(folder, index, half);
  return { train: open(index.train), test: index.test && open(index.test), digest: index.source };
}

/** The index of a folder of shards; undefined where there is none. */
export function readShardIndex(folder: string): ShardIndex | undefined {
  const path = join(folder, 'index.json');
  try {
    return shardIndexSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw damaged(folder, error);
  }
}

function damaged(folder: string, cause?: unknown): DropinError {
  const index = join(folder, 'index.json');
  return new DropinError(
    `data: ${index} is damaged; remove ${folder} and run dropin datasets prepare again`,
    3,
    { cause },
  );
}

function shardImages(folder: string, index: ShardIndex, half: ShardHalf): ImageList {
  for (const file of half.pixels) expectSize(folder, file);
  const bytes = readWhole(folder, half.labels);
  const labels = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const size = bytesOf(index.image);
  expectWhole(folder, index, half, labels, size);
  let names: string[] | undefined;
  return {
    labels,
    source: (image) => ({
      file: join(folder, half.pixels[Math.floor(image / index.images_per_shard)]!.name),
      at: (image % index.images_per_shard) * size,
    }),
    name(image) {
      names ??= readWhole(folder, half.names).toString('utf8').split('\n');
      return `${names[image]!} in ${folder}`;
    },
  };
}

/** An index whose parts do not fit would give pixels of other images, or none. */
function expectWhole(
  folder: string,
  { classes, images_per_shard: perShard }: ShardIndex,
  { count, pixels }: ShardHalf,
  labels: Int32Array,
  size: number,
): void {
  const fits = pixels.every(({ bytes }, i) => bytes === Math.min(perShard, count - i * perShard) * size);
  const classed = labels.every((label) => label >= 0 && label < classes);
  if (!fits || !classed || pixels.length !== Math.ceil(count / perShard) || labels.length !== count)
    throw damaged(folder);
}

function expectSize(folder: string, { name, bytes }: ShardFile): void {
  const found = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
  if (found === bytes) return;
  const problem = found === undefined ? 'is missing' : `has ${found} bytes, expected ${bytes}`;
  throw new DropinError(`data: ${join(folder, name)} ${problem}; ${MEND}`, 3);
}

function readWhole(folder: string, file: ShardFile): Buffer {
  expectSize(folder, file);
  const bytes = readFileSync(join(folder, file.name));
  if (sha256(bytes) === file.sha256) return bytes;
  throw new DropinError(`data: ${join(folder, file.name)} is damaged (its SHA-256 is wrong); ${MEND}`, 3);
}

const MEND = 'remove the folder and run dropin datasets prepare again';
