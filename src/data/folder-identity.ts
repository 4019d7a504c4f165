import type { FoldersDescriptor } from '../spec/schema/descriptor.js';
import { contentDigest, orderDigest } from './contents/content.js';
import { digestsOfFiles, type OnRead } from './contents/digests.js';
import { sha256 } from '../common/sha256.js';
import type { ListedImages } from './folders.js';
import { PIXELS_VERSION, type DataIdentity } from './identity.js';

/** The splits of a data set of image files. */
export interface ListedSplits {
  readonly train: ListedImages;
  readonly test: ListedImages | undefined;
}

/**
 * Identity of image files, computed from their contents. Files whose digest is not cached are read.
 *
 * @throws {DropinError} exit code 1 for a system error, 3 if a file changes while it is read.
 */
export async function folderIdentity(
  { image, classes }: Pick<FoldersDescriptor, 'image' | 'classes'>,
  { train, test }: ListedSplits,
  onRead?: OnRead,
): Promise<DataIdentity> {
  const splits = test === undefined ? [train] : [train, test];
  const contents = [];
  for (const split of splits) {
    contents.push({ labels: split.labels, digests: await digestsOfFiles(split, onRead) });
  }
  return {
    version: 2,
    format: 'folders',
    image: [...image],
    classes,
    train: train.labels.length,
    test: test?.labels.length ?? 0,
    content: contentDigest(contents),
    order: orderDigest(splits.map(namesOf)),
    pixels: PIXELS_VERSION,
  };
}

/** Paths relative to the split's folder, whose own name is not part of the data. */
function namesOf({ folder, paths }: ListedImages): string[] {
  return paths.map((path) => path.slice(folder.length + 1));
}

/** The digest of version 1 of dropin: paths, sizes and labels, but no contents. It identifies the data of that version's runs. */
export function legacyFolderDigest({ train, test }: ListedSplits): string {
  const lines = [train, test].flatMap((split) =>
    (split?.paths ?? []).map(
      (path, image) => `${path} ${split!.stats.get(image).size} ${split!.labels[image]!}\n`,
    ),
  );
  return sha256(lines.join(''));
}
