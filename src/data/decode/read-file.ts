import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import type { FileStat } from '../contents/stats.js';
import { UnreadableImage } from './unreadable.js';

/** A larger file is refused before it is read: with several threads such files would fill the memory. */
export const MAX_FILE_BYTES = 512 * 2 ** 20;

/** The bytes of an image file; see `withFile`. */
export function readImageFile(path: string, listed?: FileStat): Uint8Array {
  return withFile(path, listed, (fd) => readFileSync(fd));
}

/**
 * Reads a file that was listed. Opened without blocking: a pipe in its place would keep the thread waiting forever.
 *
 * @throws {UnreadableImage} for what is not a file, or one too large to be an image.
 * @throws {DropinError} exit code 3 for a file that changed since it was listed.
 * @throws An error of the system, a fault of the machine and not of the image, where it cannot be read whole.
 */
export function withFile<T>(path: string, listed: FileStat | undefined, read: (fd: number) => T): T {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) throw new UnreadableImage('is not a regular file');
    if (found.size > MAX_FILE_BYTES) throw new UnreadableImage(tooLarge(found.size));
    if (listed !== undefined) expectSame(path, listed, found);
    return read(fd);
  } finally {
    closeSync(fd);
  }
}

export function tooLarge(bytes: number): string {
  const [size, most] = [bytes, MAX_FILE_BYTES].map((count) => (count / 2 ** 20).toFixed(0));
  return `has ${size} MiB; an image file may have at most ${most}`;
}

function expectSame(path: string, listed: FileStat, found: FileStat): void {
  if (found.size !== listed.size) throw changed(path, `expected ${listed.size} bytes, found ${found.size}`);
  if (found.mtimeMs !== listed.mtimeMs) {
    const [before, after] = [listed, found].map(({ mtimeMs }) => new Date(mtimeMs).toISOString());
    throw changed(path, `last modified ${before!} then, ${after!} now`);
  }
}

function changed(path: string, how: string): DropinError {
  return new DropinError(`${path} has changed since the data set was opened (${how})`, EXIT.DATA);
}
