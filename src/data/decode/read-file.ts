import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import type { FileStat } from '../contents/stats.js';
import { UnreadableImage } from './unreadable.js';

/** Larger files are refused before they are read: several threads reading such files would exhaust memory. */
export const MAX_FILE_BYTES = 512 * 2 ** 20;

/** Reads an image file; see `withFile` for errors. */
export function readImageFile(path: string, listed?: FileStat): Uint8Array {
  return withFile(path, listed, (fd) => readFileSync(fd));
}

/**
 * Opens a file and passes its descriptor to `read`. The file is opened in non-blocking mode, because opening a named pipe
 * would otherwise block the thread forever.
 *
 * @param listed Its stat when it was listed; undefined to skip the comparison.
 * @throws {UnreadableImage} if it is not a regular file, or too large to be an image.
 * @throws {DropinError} exit code 3 if the file changed since it was listed.
 * @throws {Error} a system error if it cannot be read; the image is not at fault.
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
  const [size, max] = [bytes, MAX_FILE_BYTES].map((count) => (count / 2 ** 20).toFixed(0));
  return `has ${size} MiB; the limit is ${max} MiB`;
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
