import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import type { FoldersDescriptor } from '../../spec/schema/descriptor.js';
import { BadImages } from '../bad-images.js';
import { DIGEST_BYTES } from '../contents/cache.js';
import { digestsOfFiles, type OnRead } from '../contents/digests.js';
import { FileStats } from '../contents/stats.js';
import { bytesOf } from '../dataset.js';
import type { ImageList } from '../decoded-split.js';
import { sha256 } from '../digest.js';
import { folderIdentity, legacyFolderDigest, type ListedSplits } from '../folder-identity.js';
import { listFolders } from '../folders.js';
import { identityDigest, PIXELS_VERSION, type DataIdentity } from '../identity.js';
import { shardFolder, shardIndexSchema, type ShardFile, type ShardHalf, type ShardIndex } from './format.js';

/** Images whose identity is known, from shards or from files. */
export interface OpenedImages {
  readonly train: ImageList;
  readonly test: ImageList | undefined;
  identity(onRead?: OnRead): Promise<DataIdentity>;
  legacyDigest(): string;
  /** Files among the images that are none, below the root. */
  readonly leftOut: readonly string[];
}

/**
 * Opens the shards of a data set. Sizes are checked here, and the digests of labels and names; `identity` checks those of
 * the pixels, and of the image files that the shards were made from where those are still there.
 *
 * @returns Undefined where there are none, unless they are `needed`.
 * @throws {DropinError} exit code 3, naming what is missing, damaged or stale, or an image that they were made without,
 *   unless bad images are skipped.
 */
export function openShards(
  descriptor: FoldersDescriptor,
  root: string,
  needed: boolean,
  bad: BadImages,
): OpenedImages | undefined {
  const folder = shardFolder(root, descriptor.image);
  const index = readShardIndex(folder);
  if (index === undefined) {
    if (!needed) return undefined;
    throw new DropinError(
      `data: ${folder} has no shards; run dropin datasets prepare ${descriptor.name}`,
      EXIT.DATA,
    );
  }
  if (index.classes !== descriptor.classes) {
    throw new DropinError(
      `data: the shards in ${folder} have ${index.classes} classes, expected ${descriptor.classes}`,
      EXIT.DATA,
    );
  }
  if (index.image.join() !== descriptor.image.join()) throw damaged(folder);
  const sources = sourcesOf(descriptor, root);
  if (isStale(index, sources)) throw stale(folder, descriptor);
  bad.reportLeftOut(index.bad_images, folder);
  const open = (half: ShardHalf) => shardImages(folder, index, half);
  return {
    train: open(index.train),
    test: index.test && open(index.test),
    legacyDigest: () => index.source_v1,
    leftOut: [],
    async identity(onRead) {
      await expectUndamaged(folder, index, onRead);
      if (sources !== undefined && !(await haveContent(index, descriptor, sources, onRead))) {
        throw stale(folder, descriptor);
      }
      return { ...index.source, train: index.train.count, test: index.test?.count ?? 0 };
    },
  };
}

/** Whether there are shards that a run would take: whole, and made from the image files that are there. */
export async function haveFreshShards(descriptor: FoldersDescriptor, root: string): Promise<boolean> {
  try {
    const shards = openShards(descriptor, root, false, new BadImages('skip'));
    await shards?.identity();
    return shards !== undefined;
  } catch (error) {
    if (error instanceof DropinError && error.exitCode === EXIT.DATA) return false;
    throw error;
  }
}

/** The index of a folder of shards; undefined where there is none. */
export function readShardIndex(folder: string): ShardIndex | undefined {
  const path = join(folder, 'index.json');
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw damaged(folder, error);
  }
  if (isFormat1(content)) {
    throw new DropinError(
      `data: ${folder} was made by an earlier version, whose pixels differ slightly; run dropin datasets prepare again`,
      EXIT.DATA,
    );
  }
  const index = shardIndexSchema.safeParse(content);
  if (index.success) return index.data;
  throw damaged(folder, index.error);
}

function isFormat1(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'format' in content && content.format === 1;
}

/** The image files that shards were made from; undefined where they are gone. */
export function sourcesOf(descriptor: FoldersDescriptor, root: string): ListedSplits | undefined {
  return existsSync(join(root, descriptor.train.folder)) ? listFolders(descriptor, root) : undefined;
}

/** Whether shards were made from other files, by their paths and sizes, or by code whose pixels were others. */
export function isStale(index: ShardIndex, sources: ListedSplits | undefined): boolean {
  if (index.source.pixels !== PIXELS_VERSION) return true;
  return sources !== undefined && legacyFolderDigest(sources) !== index.source_v1;
}

/** Whether the files that shards were made from still have the contents of then. */
export async function haveContent(
  index: ShardIndex,
  descriptor: FoldersDescriptor,
  sources: ListedSplits,
  onRead?: OnRead,
): Promise<boolean> {
  return identityDigest(await folderIdentity(descriptor, sources, onRead)) === identityDigest(index.source);
}

function stale(folder: string, { name }: FoldersDescriptor): DropinError {
  return new DropinError(
    `data: ${folder} was not made from the image files that are there now; run dropin datasets prepare ${name} again, ` +
      'or set dataset.from to files',
    EXIT.DATA,
  );
}

function damaged(folder: string, cause?: unknown): DropinError {
  const index = join(folder, 'index.json');
  return new DropinError(`data: ${index} is damaged; run dropin datasets prepare again`, EXIT.DATA, {
    cause,
  });
}

async function expectUndamaged(folder: string, index: ShardIndex, onRead?: OnRead): Promise<void> {
  const files = filesOf(index);
  const [bad] = await damagedFiles(folder, files, onRead);
  if (bad !== undefined) throw damagedFile(folder, bad);
}

export function filesOf({ train, test }: ShardIndex): ShardFile[] {
  return [train, ...(test ? [test] : [])].flatMap(({ pixels, labels, names }) => [...pixels, labels, names]);
}

/** The files that are missing or not as they were written. */
export async function damagedFiles(
  folder: string,
  files: readonly ShardFile[],
  onRead?: OnRead,
): Promise<ShardFile[]> {
  const stats = new FileStats(files.length);
  const problems = new Map<number, string>();
  for (const [number, { name }] of files.entries()) {
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    if (found === undefined) problems.set(number, 'is missing');
    else stats.set(number, found);
  }
  const paths = files.map(({ name }) => name);
  const digests = await digestsOfFiles({ root: folder, folder: '', paths, stats, problems }, onRead);
  return files.filter(({ sha256: expected }, number) => {
    const found = digests.subarray(number * DIGEST_BYTES, (number + 1) * DIGEST_BYTES);
    return Buffer.from(found).toString('hex') !== expected;
  });
}

function shardImages(folder: string, index: ShardIndex, half: ShardHalf): ImageList {
  for (const file of half.pixels) expectSize(folder, file);
  const bytes = readWhole(folder, half.labels);
  const labels = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const size = bytesOf(index.image);
  expectConsistent(folder, index, half, labels, size);
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

/** Parts of an index that contradict each other would give pixels of other images, or none. */
function expectConsistent(
  folder: string,
  { classes, images_per_shard: perShard }: ShardIndex,
  { count, pixels }: ShardHalf,
  labels: Int32Array,
  size: number,
): void {
  const fits = pixels.every(({ bytes }, i) => bytes === Math.min(perShard, count - i * perShard) * size);
  const inRange = labels.every((label) => label >= 0 && label < classes);
  if (!fits || !inRange || pixels.length !== Math.ceil(count / perShard) || labels.length !== count)
    throw damaged(folder);
}

function expectSize(folder: string, { name, bytes }: ShardFile): void {
  const found = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
  if (found === bytes) return;
  const problem = found === undefined ? 'is missing' : `has ${found} bytes, expected ${bytes}`;
  throw new DropinError(`data: ${join(folder, name)} ${problem}; ${REMAKE}`, EXIT.DATA);
}

function readWhole(folder: string, file: ShardFile): Buffer {
  expectSize(folder, file);
  const bytes = readFileSync(join(folder, file.name));
  if (sha256(bytes) === file.sha256) return bytes;
  throw damagedFile(folder, file);
}

function damagedFile(folder: string, { name }: ShardFile): DropinError {
  return new DropinError(
    `data: ${join(folder, name)} is damaged (its SHA-256 is wrong); ${REMAKE}`,
    EXIT.DATA,
  );
}

const REMAKE = 'run dropin datasets prepare again';
