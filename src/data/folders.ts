import { statSync } from 'node:fs';
import { join } from 'node:path';
import { classFoldersIn } from '../common/class-folders.js';
import { isSystemError } from '../common/durable.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { FoldersDescriptor } from '../spec/schema/descriptor.js';
import type { FileList } from './contents/digests.js';
import { FileStats } from './contents/stats.js';
import type { ImageList } from './decoded-split.js';
import { someOf } from '../common/some-of.js';
import { readLabelList } from './label-list.js';
import { inspectFile, walk } from './walk.js';

/** Image files and their classes, in the order of the images. */
export interface ListedImages extends ImageList, FileList {}

/** The images of a data set of class folders; `test` is undefined if its folder is missing. */
export interface FolderImages {
  /** Folder names, in class-number order. */
  readonly classNames: readonly string[];
  readonly train: ListedImages;
  readonly test: ListedImages | undefined;
  /** Files in class folders that are not images (`isJunk`, `isNoImage`), relative to the root. */
  readonly leftOut: readonly string[];
}

/**
 * Lists the images of a data set. Every file inside a class folder counts as an image, unless its name says otherwise.
 *
 * @throws {DropinError} exit code 3, naming what is missing or unexpected; 1 if a folder cannot be read.
 */
export function listFolders(descriptor: FoldersDescriptor, root: string): FolderImages {
  try {
    return list(descriptor, root);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new DropinError(`data: the images in ${root} cannot be listed: ${error.message}`, EXIT.FAILED, {
      cause: error,
    });
  }
}

function list(descriptor: FoldersDescriptor, root: string): FolderImages {
  const { name, classes } = descriptor;
  const folder = join(root, descriptor.train.folder);
  if (!isFolder(folder)) {
    throw new DropinError(
      `data: ${folder} is missing: ${name} needs one folder per class inside it; ` +
        `set dataset.root to its parent folder, or set DROPIN_DATA`,
      EXIT.DATA,
    );
  }
  const classNames = classesIn(folder);
  if (classNames.length !== classes) {
    throw new DropinError(
      `data: ${folder} holds ${classNames.length} class folders (${someOf(classNames)}), expected ${classes}, ` +
        `the number of classes of ${name}`,
      EXIT.DATA,
    );
  }
  const leftOut: string[] = [];
  const train = inClassFolders(root, descriptor.train.folder, classNames, leftOut);
  expectImagesOfEach(folder, train, classNames);
  return { classNames, train, test: listTest(descriptor, root, classNames, leftOut), leftOut };
}

/** @throws {DropinError} exit code 3 for a broken link: without that class, later classes would get different numbers. */
function classesIn(folder: string): string[] {
  return classFoldersIn(folder, (path) => {
    throw new DropinError(`data: ${path} is a broken link; restore its target or remove the link`, EXIT.DATA);
  });
}

function expectImagesOfEach(folder: string, { labels }: ListedImages, classNames: readonly string[]): void {
  const present = new Set(labels);
  const empty = classNames.filter((_, number) => !present.has(number));
  if (empty.length === 0) return;
  throw new DropinError(
    `data: ${folder} holds no images of ${empty.length === 1 ? 'class' : 'classes'} ${someOf(empty)}; add some, or remove ` +
      'the empty class folders',
    EXIT.DATA,
  );
}

function listTest(
  { test, classes }: FoldersDescriptor,
  root: string,
  classNames: readonly string[],
  leftOut: string[],
): ListedImages | undefined {
  const folder = join(root, test.folder);
  if (!isFolder(folder)) return undefined;
  const labelList = test.labels === undefined ? undefined : join(root, test.labels);
  if (labelList !== undefined && isFile(labelList)) {
    const entries = readLabelList(labelList, test.folder, classes);
    const paths = entries.map(({ path }) => path);
    return listed(
      root,
      test.folder,
      paths,
      Int32Array.from(entries, ({ label }) => label),
    );
  }
  if (labelList !== undefined && classesIn(folder).length === 0) {
    throw new DropinError(
      `data: ${folder} holds no class folders, and ${labelList} is missing: sort the images into class folders, or list ` +
        'them there, one FILE CLASS_NUMBER per line, with classes numbered from 0 in the order of their names',
      EXIT.DATA,
    );
  }
  return inClassFolders(root, test.folder, classNames, leftOut);
}

function inClassFolders(
  root: string,
  folder: string,
  classNames: readonly string[],
  leftOut: string[],
): ListedImages {
  const numbers = new Map(classNames.map((name, number) => [name, number]));
  const paths: string[] = [];
  const labels: number[] = [];
  for (const name of classesIn(join(root, folder))) {
    const label = numbers.get(name);
    if (label === undefined) {
      throw new DropinError(
        `data: ${join(root, folder, name)} is not a class of the training images (${someOf(classNames)})`,
        EXIT.DATA,
      );
    }
    const found = walk(root, `${folder}/${name}`);
    leftOut.push(...found.leftOut);
    for (const path of found.paths) {
      paths.push(path);
      labels.push(label);
    }
  }
  if (paths.length === 0) throw new DropinError(`data: ${join(root, folder)} holds no images`, EXIT.DATA);
  return listed(root, folder, paths, Int32Array.from(labels));
}

function listed(root: string, folder: string, paths: readonly string[], labels: Int32Array): ListedImages {
  const file = (image: number) => join(root, paths[image]!);
  const stats = new FileStats(paths.length);
  const problems = new Map<number, string>();
  for (let image = 0; image < paths.length; image++) {
    const { stat, problem } = inspectFile(file(image));
    if (problem === undefined) stats.set(image, stat!);
    else problems.set(image, problem);
  }
  return {
    root,
    folder,
    paths,
    stats,
    problems,
    labels,
    source(image) {
      const problem = problems.get(image);
      return { file: file(image), listed: stats.get(image), ...(problem === undefined ? {} : { problem }) };
    },
    name: file,
    file: (image) => paths[image]!,
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
