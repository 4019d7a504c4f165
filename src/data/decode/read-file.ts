import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { UnreadableImage } from './image.js';
import type { ListedFile } from './messages.js';

/** A larger file is refused before it is read: with several threads such files would fill the memory. */
const MAX_FILE_BYTES = 512 * 2 ** 20;

/**
 * The bytes of an image file. Opened without blocking: a pipe in a folder of images would keep the thread waiting for ever.
 *
 * @throws {UnreadableImage} for what is no file, one that is not the listed one any more, or one too large to be an image of
 *   `MAX_PIXELS`; a system error otherwise.
 */
export function readImageFile(path: string, listed?: ListedFile): Uint8Array {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(fd);
    if (found.isDirectory()) throw new UnreadableImage('is a folder');
    if (!found.isFile()) throw new UnreadableImage('is neither a file nor a link to one');
    if (found.size > MAX_FILE_BYTES) {
      const [size, most] = [found.size, MAX_FILE_BYTES].map((bytes) => (bytes / 2 ** 20).toFixed(0));
      throw new UnreadableImage(`has ${size} MiB, more than the ${most} of an image`);
    }
    if (listed !== undefined) expectSame(listed, { bytes: found.size, modifiedMs: found.mtimeMs });
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

function expectSame(listed: ListedFile, found: ListedFile): void {
  if (found.bytes !== listed.bytes) {
    throw new UnreadableImage(
      `has changed since it was listed (expected ${listed.bytes} bytes, found ${found.bytes})`,
    );
  }
  if (found.modifiedMs !== listed.modifiedMs) {
    const [before, after] = [listed, found].map(({ modifiedMs }) => new Date(modifiedMs).toISOString());
    throw new UnreadableImage(`has changed since it was listed (it was of ${before}, and is of ${after})`);
  }
}
