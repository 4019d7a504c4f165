import { readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { isJunk, isNoImage } from '../common/class-folders.js';
import { byCodePoint } from '../common/code-point.js';
import { isSystemError } from '../common/durable.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { MAX_FILE_BYTES, tooLarge } from './decode/read-file.js';

/** Files of a folder and the folders in it. */
export interface Walked {
  /** Below `root`, with `/`. */
  readonly paths: string[];
  /** Files that were left out: hidden ones, what systems leave behind, and notes such as `boxes.txt`. */
  readonly leftOut: string[];
}

/**
 * Lists the files of a class in the order of torchvision's `DatasetFolder`: those of the folder itself, then those of every
 * folder below it, by code point of the folder's path and of the file's name. Links to folders are followed.
 *
 * @param folder Below `root`.
 * @throws {DropinError} exit code 3 for a link that leads back to a folder above it.
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
      else if (entry.isSymbolicLink() && lookAt(join(root, below)).stat?.isDirectory()) {
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

/** The real path of a linked folder, which must not hold the link itself. */
function linkedFolder(link: string, above: readonly string[]): string {
  const target = realpathSync(link);
  const holds =
    above.some((path) => path === target || path.startsWith(`${target}/`)) ||
    `${realpathSync(join(link, '..'))}/`.startsWith(`${target}/`);
  if (!holds) return target;
  throw new DropinError(`data: ${link} is a link to ${target}, which holds it; remove the link`, EXIT.DATA);
}

/** A file's stat, and what is wrong with it whatever it holds. */
export interface LookedAt {
  readonly stat: Stats | undefined;
  readonly problem: string | undefined;
}

/** @throws A system error that has nothing to do with the file: a missing permission, a disk that fails. */
export function lookAt(path: string): LookedAt {
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
  if (stat === undefined) return 'is missing, or a link to nothing';
  if (stat.isDirectory()) return 'is a folder';
  if (!stat.isFile()) return 'is not a regular file';
  return stat.size > MAX_FILE_BYTES ? tooLarge(stat.size) : undefined;
}
