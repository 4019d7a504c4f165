import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataRoot } from '../spec/root.js';
import type { Descriptor, FoldersDescriptor } from '../spec/schema/descriptor.js';
import { BadImages, type BadImage } from './bad-images.js';
import { passBatch } from './dataset.js';
import { openTestLoader } from './loader.js';
import { cifarAsFolders, cifarFolder } from './open-cifar.js';
import { openSplits } from './open.js';
import { shardFolder } from './shards/format.js';
import { damagedFiles, filesOf, contentMatches, isStale, readShardIndex, sourcesOf } from './shards/open.js';

/** Result of checking a data set. */
export interface Verification {
  readonly root: string;
  readonly trainImages: number;
  /** Undefined if there is no test split. */
  readonly testImages: number | undefined;
  /** Images that cannot be read. */
  readonly badImages: readonly BadImage[];
  /** Images that were read although their files are malformed. */
  readonly warnedImages: readonly BadImage[];
  /** Files ignored because they are not images, relative to `root`. */
  readonly leftOut: readonly string[];
  readonly shards: ShardsVerification | undefined;
}

export interface ShardsVerification {
  readonly folder: string;
  readonly files: number;
  /** Files that are missing or whose digest is wrong. */
  readonly damaged: readonly string[];
  /** Whether the source image files have changed; false if they no longer exist. */
  readonly stale: boolean;
}

/**
 * Reads every image of a data set, as training would, and checks the digests of its shards.
 *
 * @throws {DropinError} exit code 3 for anything but unreadable images: missing folders, damaged IDX or CIFAR files.
 */
export async function verifyDataset(
  descriptor: Descriptor,
  options: { readonly root?: string | undefined },
  onProgress: (done: number, total: number) => void,
): Promise<Verification> {
  const root = dataRoot(descriptor.name, options.root);
  const folders = foldersOf(descriptor, root);
  const shards = folders && (await verifyShards(folders, root));
  if (folders !== undefined && shards !== undefined && !existsSync(join(root, folders.train.folder))) {
    const index = readShardIndex(shards.folder)!;
    return {
      root,
      trainImages: index.train.count,
      testImages: index.test?.count,
      badImages: [],
      warnedImages: [],
      leftOut: [],
      shards,
    };
  }
  const bad = new BadImages('skip');
  const opened = await openSplits(descriptor, { ...options, from: 'files' }, bad);
  const { train, test, imageShape, leftOut } = opened;
  const batchSize = passBatch(imageShape);
  const total = train.count + (test?.count ?? 0);
  let done = 0;
  for (const split of test === undefined ? [train] : [train, test]) {
    const loader = openTestLoader(split, imageShape, {}, batchSize);
    const before = done;
    for (let batch = await loader.next(); batch !== undefined; batch = await loader.next()) {
      done = Math.min(before + split.count, done + batchSize);
      onProgress(done, total);
    }
  }
  await opened.close();
  return {
    root,
    trainImages: train.count,
    testImages: test?.count,
    badImages: bad.list,
    warnedImages: bad.warned,
    leftOut,
    shards,
  };
}

/** The descriptor of the image folders; undefined if the data set has no image files. */
export function foldersOf(descriptor: Descriptor, root: string): FoldersDescriptor | undefined {
  if (descriptor.format === 'folders') return descriptor;
  if (descriptor.format === 'idx' || cifarFolder(descriptor, root) !== undefined) return undefined;
  return cifarAsFolders(descriptor);
}

async function verifyShards(
  descriptor: FoldersDescriptor,
  root: string,
): Promise<ShardsVerification | undefined> {
  const folder = shardFolder(root, descriptor.image);
  const index = readShardIndex(folder);
  if (index === undefined) return undefined;
  const files = filesOf(index);
  const damaged = (await damagedFiles(folder, files)).map(({ name }) => name);
  const sources = sourcesOf(descriptor, root);
  const stale =
    isStale(index, sources) || (sources !== undefined && !(await contentMatches(index, descriptor, sources)));
  return { folder, files: files.length, damaged, stale };
}
