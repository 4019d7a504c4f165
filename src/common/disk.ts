import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder as makeFolders } from '#setup/folders.js';
import { DropinError } from './errors.js';
import { EXIT } from './exit-codes.js';

/** Bytes free to this user where a folder is, or will be. */
export function freeBytes(folder: string): number {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}

/**
 * Makes a folder and those above it, where they are missing.
 *
 * @throws {DropinError} exit code 1
 */
export function makeFolder(path: string): void {
  try {
    makeFolders(path);
  } catch (error) {
    throw new DropinError(`${path} cannot be made: ${String(error)}`, EXIT.FAILED, { cause: error });
  }
}
