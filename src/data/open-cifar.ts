import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { CifarDescriptor, FoldersDescriptor } from '../spec/schema/descriptor.js';
import type { BadImages } from './bad-images.js';
import { classNamesOf } from './class-names.js';
import { parseCifar } from './cifar.js';
import { memoryIdentity } from './memory-identity.js';
import { sha256 } from '../common/sha256.js';
import { digestOfFiles } from './digest.js';
import { memorySplit } from './memory-split.js';
import type { OpenedSplits } from './dataset.js';
import { readSums } from './sums.js';
import { openFolders } from './open-folders.js';

/**
 * Opens CIFAR-10: its binary files, loaded into memory (184 MB), or else train/CLASS and test/CLASS folders.
 *
 * @throws {DropinError} exit code 3
 */
export async function openCifar(
  descriptor: CifarDescriptor,
  root: string,
  from: 'auto' | 'files' | 'shards',
  bad: BadImages,
): Promise<OpenedSplits> {
  const folder = cifarFolder(descriptor, root);
  if (folder === undefined) {
    if (existsSync(join(root, 'train'))) return openFolders(cifarAsFolders(descriptor), root, from, bad);
    throw new DropinError(
      `data: ${root} holds neither the files of ${descriptor.name} nor train/CLASS folders; ` +
        `run dropin datasets fetch ${descriptor.name}, or set dataset.root to their folder`,
      EXIT.DATA,
    );
  }
  const [train, test] = await Promise.all([
    readSplit(descriptor, folder, 'train'),
    readSplit(descriptor, folder, 'test'),
  ]);
  return {
    imageShape: descriptor.image,
    classes: descriptor.classes,
    classNames: () => classNamesOf(descriptor),
    train: memorySplit('training', train, descriptor.image),
    test: memorySplit('test', test, descriptor.image),
    identity: () => Promise.resolve(memoryIdentity(descriptor, { train: train.digests, test: test.digests })),
    legacyDigest: () => digestOfFiles({ ...train.digests, ...test.digests }),
    leftOut: [],
    close: () => Promise.resolve(),
  };
}

/** The folder of the binary files: `root` or `descriptor.folder` inside it; undefined if neither has them. */
export function cifarFolder(descriptor: CifarDescriptor, root: string): string | undefined {
  const [first] = descriptor.train.files;
  return [join(root, descriptor.folder), root].find((folder) => existsSync(join(folder, first!)));
}

/** The same data set as image folders. */
export function cifarAsFolders({ name, image, classes }: CifarDescriptor): FoldersDescriptor {
  return { name, format: 'folders', image, classes, train: { folder: 'train' }, test: { folder: 'test' } };
}

async function readSplit(
  { name, classes, ...splits }: CifarDescriptor,
  folder: string,
  split: 'train' | 'test',
) {
  const { files, count } = splits[split];
  const sums = readSums(folder);
  const parts = await Promise.all(
    files.map(async (file) => {
      const path = join(folder, file);
      const bytes = await readFile(path).catch((error: unknown) => {
        throw new DropinError(
          `data: ${path} cannot be read (${messageOf(error)}); run dropin datasets fetch ${name}`,
          EXIT.DATA,
          { cause: error },
        );
      });
      const digest = sha256(bytes);
      const expected = sums.get(file) ?? digest;
      if (digest !== expected) {
        throw new DropinError(
          `data: ${path} is damaged: its SHA-256 is ${digest}, expected ${expected}; remove ${folder} and run ` +
            `dropin datasets fetch ${name}`,
          EXIT.DATA,
        );
      }
      return { digest, ...parseCifar(bytes, path, classes) };
    }),
  );
  const found = parts.reduce((sum, { labels }) => sum + labels.length, 0);
  if (found !== count) {
    throw new DropinError(`data: ${folder}: expected ${count} ${split} images, found ${found}`, EXIT.DATA);
  }
  return {
    pixels: Buffer.concat(parts.map(({ pixels }) => pixels)),
    labels: Buffer.concat(parts.map(({ labels }) => labels)),
    digests: Object.fromEntries(parts.map(({ digest }, number) => [files[number]!, digest])),
  };
}
