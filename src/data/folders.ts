import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { FoldersDescriptor } from '../spec/schema/descriptor.js';
import type { FileList } from './contents/digests.js';
import { FileStats } from './contents/stats.js';
import { MAX_FILE_BYTES, tooLarge } from './decode/read-file.js';
import type { ImageList } from './decoded-split.js';

/** Image files and their classes, in the order of their paths. */
export interface ListedImages extends ImageList, FileList {}

/** The images of a data set of folders; a half whose folder is not there is undefined. */
export interface FolderImages {
  /** Folder names, in the order of the class numbers. */
  readonly classNames: readonly string[];
  readonly train: ListedImages;
  readonly test: ListedImages | undefined;
}

/**
 * Lists the images of a data set. Every file in a class's folder counts as one, unless its name begins with a dot.
 *
 * @throws {DropinError} exit code 3, naming what is missing or not as expected.
 */
export function listFolders(descriptor: FoldersDescriptor, root: string): FolderImages {
  const { name, classes } = descriptor;
  const folder = join(root, descriptor.train.folder);
  if (!isFolder(folder)) {
    throw new DropinError(
      `data: ${folder} is missing: ${name} needs a folder for every class in it; ` +
        `name the folder above it with dataset.root, or set DROPIN_DATA`,
      EXIT.DATA,
    );
  }
  const classNames = foldersIn(folder);
  if (classNames.length !== classes) {
    throw new DropinError(
      `data: ${folder} holds ${classNames.length} class folders, expected ${classes}, the number of classes of ${name}`,
      EXIT.DATA,
    );
  }
  const train = inClassFolders(root, descriptor.train.folder, classNames);
  return { classNames, train, test: listTest(descriptor, root, classNames) };
}

function listTest(
  { test, classes }: FoldersDescriptor,
  root: string,
  classNames: readonly string[],
): ListedImages | undefined {
  if (!isFolder(join(root, test.folder))) return undefined;
  const labels = test.labels === undefined ? undefined : join(root, test.labels);
  if (labels !== undefined && isFile(labels)) return inLabelList(root, test.folder, labels, classes);
  const folder = join(root, test.folder);
  if (labels !== undefined && foldersIn(folder).length === 0) {
    throw new DropinError(
      `data: ${folder} holds no class folders, and ${labels} is missing: sort its images into folders, or list each in there, ` +
        'FILE CLASS_NUMBER a line, counted from 0 in the order of the class names',
      EXIT.DATA,
    );
  }
  return inClassFolders(root, test.folder, classNames);
}

function inClassFolders(root: string, folder: string, classNames: readonly string[]): ListedImages {
  const numbers = new Map(classNames.map((name, number) => [name, number]));
  const paths: string[] = [];
  const labels: number[] = [];
  for (const name of foldersIn(join(root, folder))) {
    const label = numbers.get(name);
    if (label === undefined) {
      throw new DropinError(
        `data: ${join(root, folder, name)} is no class of the training images`,
        EXIT.DATA,
      );
    }
    const files = readdirSync(join(root, folder, name)).filter((file) => !file.startsWith('.'));
    for (const file of files.sort()) {
      paths.push(`${folder}/${name}/${file}`);
      labels.push(label);
    }
  }
  if (paths.length === 0) throw new DropinError(`data: ${join(root, folder)} holds no images`, EXIT.DATA);
  return listed(root, folder, paths, Int32Array.from(labels));
}

/** Lines `FILE CLASS_NUMBER`, class numbers from 0. */
function inLabelList(root: string, folder: string, list: string, classes: number): ListedImages {
  const lines = readFileSync(list, 'utf8').split('\n');
  const entries = lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const match = /^(.*\S)\s+(\d+)$/.exec(line.trim());
    const label = Number(match?.[2]);
    if (match === null || label >= classes) {
      throw new DropinError(
        `data: ${list}:${index + 1}: expected a file name and a class number below ${classes}, found ${JSON.stringify(line.trim())}`,
        EXIT.DATA,
      );
    }
    if (match[1]!.split('/').includes('..') || match[1]!.includes('\0')) {
      throw new DropinError(
        `data: ${list}:${index + 1}: expected a file in ${folder}/, found ${JSON.stringify(match[1])}`,
        EXIT.DATA,
      );
    }
    return [{ path: `${folder}/${match[1]!}`, label }];
  });
  if (entries.length === 0) throw new DropinError(`data: ${list} lists no images`, EXIT.DATA);
  return listed(
    root,
    folder,
    entries.map(({ path }) => path),
    Int32Array.from(entries, ({ label }) => label),
  );
}

function listed(root: string, folder: string, paths: readonly string[], labels: Int32Array): ListedImages {
  const file = (image: number) => join(root, paths[image]!);
  const stats = new FileStats(paths.length);
  const problems = new Map<number, string>();
  for (let image = 0; image < paths.length; image++) {
    const found = statSync(file(image), { throwIfNoEntry: false });
    const problem = problemOf(found);
    if (problem === undefined) stats.set(image, found!);
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
  };
}

/** Why what is listed cannot be an image, whatever it holds. */
function problemOf(found: Stats | undefined): string | undefined {
  if (found === undefined) return 'is missing';
  if (found.isDirectory()) return 'is a folder';
  if (!found.isFile()) return 'is neither a file nor a link to one';
  return found.size > MAX_FILE_BYTES ? tooLarge(found.size) : undefined;
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && !entry.isFile())
    .map((entry) => entry.name)
    .sort();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
