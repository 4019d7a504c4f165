import type { FoldersDescriptor } from '../spec/schema/descriptor.js';
import type { BadImages } from './bad-images.js';
import { DecodePool } from './decode/pool.js';
import { decodedSplit } from './decoded-split.js';
import { folderIdentity, legacyFolderDigest } from './folder-identity.js';
import { listFolders } from './folders.js';
import type { DataIdentity } from './identity.js';
import type { OpenedSplits } from './dataset.js';
import { openShards, type OpenedImages } from './shards/open.js';

/**
 * Opens a data set of image files: the shards made from them, if there are any, or else the files.
 *
 * @throws {DropinError} exit code 3
 */
export function openFolders(
  descriptor: FoldersDescriptor,
  root: string,
  from: 'auto' | 'files' | 'shards',
  bad: BadImages,
): OpenedSplits {
  const { image, classes } = descriptor;
  const shards = from === 'files' ? undefined : openShards(descriptor, root, from === 'shards', bad);
  const images = shards ?? openFiles(descriptor, root);
  const pool = new DecodePool(image);
  let identity: Promise<DataIdentity> | undefined;
  return {
    imageShape: image,
    classes,
    classNames: () => images.classNames(),
    train: decodedSplit('training', images.train, pool, bad),
    test: images.test && decodedSplit('test', images.test, pool, bad),
    identity: (onRead) => (identity ??= images.identity(onRead)),
    legacyDigest: () => images.legacyDigest(),
    leftOut: images.leftOut,
    close: () => pool.close(),
  };
}

function openFiles(descriptor: FoldersDescriptor, root: string): OpenedImages {
  const splits = listFolders(descriptor, root);
  return {
    ...splits,
    classNames: () => splits.classNames,
    identity: (onRead) => folderIdentity(descriptor, splits, onRead),
    legacyDigest: () => legacyFolderDigest(splits),
  };
}
