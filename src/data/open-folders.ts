import type { FoldersDescriptor } from '../spec/schema/descriptor.js';
import type { BadImages } from './bad-images.js';
import { DecodePool } from './decode/pool.js';
import { decodedSplit } from './decoded-split.js';
import { digestOfList, listFolders } from './folders.js';
import type { OpenedHalves } from './open.js';
import { openShards } from './shards/open.js';

/**
 * Opens a data set of image files: the shards made of them, where there are any, or the files.
 *
 * @throws {DropinError} exit code 3
 */
export function openFolders(
  descriptor: FoldersDescriptor,
  root: string,
  from: 'auto' | 'files' | 'shards',
  bad: BadImages,
): OpenedHalves {
  const { image, classes } = descriptor;
  const shards = from === 'files' ? undefined : openShards(descriptor, root, from === 'shards', bad);
  const images = shards ?? listFiles(descriptor, root);
  const pool = new DecodePool(image);
  return {
    imageShape: image,
    classes,
    train: decodedSplit(images.train, pool, bad),
    test: images.test && decodedSplit(images.test, pool, bad),
    digest: images.digest,
    close: () => pool.close(),
  };
}

function listFiles(descriptor: FoldersDescriptor, root: string) {
  const { train, test } = listFolders(descriptor, root);
  return { train, test, digest: digestOfList([train, test]) };
}
