import type { FoldersDescriptor } from '../spec/schema/descriptor.js';
import { contentDigest, orderDigest } from './contents/content.js';
import { digestsOfFiles, type OnRead } from './contents/digests.js';
import { sha256 } from './digest.js';
import type { ListedImages } from './folders.js';
import { PIXELS_VERSION, type DataIdentity } from './identity.js';

/** The splits of a data set of image files. */
export interface ListedSplits {
  readonly train: ListedImages;
  readonly test: ListedImages | undefined;
}

/**
 * What image files are, by their contents. Every file whose digest is not in the cache is read.
 *
 * @throws {DropinError} exit code 1 for a fault of the machine, 3 for a file that changes while it is read.
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

/** Below the folder of the split, whose own name is not part of the data. */
function namesOf({ folder, paths }: ListedImages): string[] {
  return paths.map((path) => path.slice(folder.length + 1));
}

/** The digest that version 1 of the program gave: paths, sizes and labels, and no content. Runs of then are known by it. */
export function legacyFolderDigest({ train, test }: ListedSplits): string {
  const lines = [train, test].flatMap((split) =>
    (split?.paths ?? []).map(
      (path, image) => `${path} ${split!.stats.get(image).size} ${split!.labels[image]!}\n`,
    ),
  );
  return sha256(lines.join(''));
}
