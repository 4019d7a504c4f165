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
import { sha256 } from '../../common/sha256.js';
import { folderIdentity, legacyFolderDigest, type ListedSplits } from '../folder-identity.js';
import { listFolders, type FolderImages } from '../folders.js';
import { identityDigest, PIXELS_VERSION, type DataIdentity } from '../identity.js';
import { shardFolder, shardIndexSchema, type ShardFile, type ShardSplit, type ShardIndex } from './format.js';

/** Images of a data set, from shards or from files, and their identity. */
export interface OpenedImages {
  readonly train: ImageList;
  readonly test: ImageList | undefined;
  classNames(): readonly string[];
  identity(onRead?: OnRead): Promise<DataIdentity>;
  legacyDigest(): string;
  /** Files among the images that are none, below the root. */
  readonly leftOut: readonly string[];
}

/**
 * Opens the shards of a data set. Checks the sizes of the files, and the digests of labels and names. `identity` checks the
 * digests of the pixels and of the source image files, if those still exist.
 *
 * @returns Undefined if there are no shards and they are not `needed`.
 * @throws {DropinError} exit code 3, naming what is missing, damaged or out of date, or an image that was left out when bad
 *   images are not skipped.
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
  const open = (split: ShardSplit) => shardImages(folder, index, split);
  return {
    train: open(index.train),
    test: index.test && open(index.test),
    classNames: () => sources?.classNames ?? classNamesIn(folder, index, descriptor),
    legacyDigest: () => index.source_v1,
    leftOut: [],
    async identity(onRead) {
      await expectUndamaged(folder, index, onRead);
      if (sources !== undefined && !(await contentMatches(index, descriptor, sources, onRead))) {
        throw stale(folder, descriptor);
      }
      return { ...index.source, train: index.train.count, test: index.test?.count ?? 0 };
    },
  };
}

/** Whether there are shards that a run would use: complete and up to date. */
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

/** The index of a folder of shards; undefined if there is none. */
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
      `data: ${folder} was made by an earlier version of dropin, whose pixels differ slightly; run dropin datasets prepare again`,
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

/** The source image files of shards; undefined if they no longer exist. */
export function sourcesOf(descriptor: FoldersDescriptor, root: string): FolderImages | undefined {
  return existsSync(join(root, descriptor.train.folder)) ? listFolders(descriptor, root) : undefined;
}

/** Whether the source files have other paths or sizes now, or the shards were made by code with different pixels. */
export function isStale(index: ShardIndex, sources: ListedSplits | undefined): boolean {
  if (index.source.pixels !== PIXELS_VERSION) return true;
  return sources !== undefined && legacyFolderDigest(sources) !== index.source_v1;
}

/** Whether the source files of shards still have the same contents. */
export async function contentMatches(
  index: ShardIndex,
  descriptor: FoldersDescriptor,
  sources: ListedSplits,
  onRead?: OnRead,
): Promise<boolean> {
  return identityDigest(await folderIdentity(descriptor, sources, onRead)) === identityDigest(index.source);
}

function stale(folder: string, { name }: FoldersDescriptor): DropinError {
  return new DropinError(
    `data: ${folder} is out of date, because the image files have changed; run dropin datasets prepare ${name} again, ` +
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

/** The files that are missing or whose digest is wrong. */
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

/** The classes' folders, from the names of the training images; a class without any has its number. */
function classNamesIn(folder: string, index: ShardIndex, { train }: FoldersDescriptor): readonly string[] {
  const names = namesOf(folder, index.train);
  const { labels } = shardImages(folder, index, index.train);
  return Array.from({ length: index.classes }, (_, number) => {
    const image = names[labels.indexOf(number)];
    return image?.slice(train.folder.length + 1).split('/')[0] ?? String(number);
  });
}

function namesOf(folder: string, split: ShardSplit): string[] {
  return readWhole(folder, split.names).toString('utf8').split('\n');
}

function shardImages(folder: string, index: ShardIndex, split: ShardSplit): ImageList {
  for (const file of split.pixels) expectSize(folder, file);
  const bytes = readWhole(folder, split.labels);
  const labels = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const size = bytesOf(index.image);
  expectConsistent(folder, index, split, labels, size);
  let names: string[] | undefined;
  const file = (image: number) => (names ??= namesOf(folder, split))[image]!;
  return {
    labels,
    source: (image) => ({
      file: join(folder, split.pixels[Math.floor(image / index.images_per_shard)]!.name),
      offset: (image % index.images_per_shard) * size,
    }),
    name: (image) => `${file(image)} in ${folder}`,
    file,
  };
}

/** An inconsistent index would give the wrong pixels, or none. */
function expectConsistent(
  folder: string,
  { classes, images_per_shard: perShard }: ShardIndex,
  { count, pixels }: ShardSplit,
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
