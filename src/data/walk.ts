import { readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { isJunk, isNoImage } from '../common/class-folders.js';
import { byCodePoint } from '../common/code-point.js';
import { isSystemError } from '../common/durable.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { MAX_FILE_BYTES, tooLarge } from './decode/read-file.js';

/** Files of a folder and its subfolders. */
export interface Walked {
  /** Relative to `root`, with `/`. */
  readonly paths: string[];
  /** Ignored files: hidden files, files that operating systems create, and notes such as `boxes.txt`. */
  readonly leftOut: string[];
}

/**
 * Lists the files of a class in the order of torchvision's `DatasetFolder`: first the files of the folder itself, then those
 * of its subfolders, sorted by code point of the folder's path and then of the file's name. Links to folders are followed.
 *
 * @param folder Relative to `root`.
 * @throws {DropinError} exit code 3 for a link to one of its own parent folders.
 */
export function walk(root: string, folder: string): Walked {
  const folders: string[] = [];
  const found = new Map<string, string[]>();
  const leftOut: string[] = [];
  const visit = (path: string, above: readonly string[]): void => {
    folders.push(path);
    const files: string[] = [];
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const below = `${path}/${entry.name}`;
      if (isJunk(entry.name)) leftOut.push(below);
      else if (entry.isDirectory()) visit(below, above);
      else if (entry.isSymbolicLink() && inspectFile(join(root, below)).stat?.isDirectory()) {
        visit(below, [...above, linkedFolder(join(root, below), above)]);
      } else if (isNoImage(entry.name)) leftOut.push(below);
      else files.push(entry.name);
    }
    found.set(path, files.sort(byCodePoint));
  };
  visit(folder, [realpathSync(join(root, folder))]);
  const paths = folders
    .sort(byCodePoint)
    .flatMap((path) => found.get(path)!.map((name) => `${path}/${name}`));
  return { paths, leftOut };
}

/** The real path of a linked folder, which must not contain the link itself. */
function linkedFolder(link: string, above: readonly string[]): string {
  const target = realpathSync(link);
  const contains =
    above.some((path) => path === target || path.startsWith(`${target}/`)) ||
    `${realpathSync(join(link, '..'))}/`.startsWith(`${target}/`);
  if (!contains) return target;
  throw new DropinError(
    `data: ${link} is a link to ${target}, which contains it; remove the link`,
    EXIT.DATA,
  );
}

/** A file's stat, and why it cannot be an image, if its stat or name shows that. */
export interface Inspected {
  readonly stat: Stats | undefined;
  readonly problem: string | undefined;
}

/** @throws {Error} a system error that is not the fault of the file, such as a missing permission or a disk error. */
export function inspectFile(path: string): Inspected {
  if (path.includes('\ufffd')) {
    return { stat: undefined, problem: 'has a name that is not UTF-8; rename it' };
  }
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return { stat, problem: problemOf(stat) };
  } catch (error) {
    if (isSystemError(error) && error.code === 'ELOOP') {
      return { stat: undefined, problem: 'is a link to itself' };
    }
    throw error;
  }
}

function problemOf(stat: Stats | undefined): string | undefined {
  if (stat === undefined) return 'is missing or a broken link';
  if (stat.isDirectory()) return 'is a folder';
  if (!stat.isFile()) return 'is not a regular file';
  return stat.size > MAX_FILE_BYTES ? tooLarge(stat.size) : undefined;
}
