import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder as makeFolders } from '#setup/folders.js';
import { DropinError, messageOf } from './errors.js';
import { EXIT } from './exit-codes.js';

/** Bytes that this user may still write on the file system of a folder, which need not exist yet. */
export function freeBytes(folder: string): number {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}

/**
 * Creates a folder and its missing parents.
 *
 * @throws {DropinError} exit code 1
 */
export function makeFolder(path: string): void {
  try {
    makeFolders(path);
  } catch (error) {
    throw new DropinError(`cannot create ${path}: ${messageOf(error)}`, EXIT.FAILED, { cause: error });
  }
}
