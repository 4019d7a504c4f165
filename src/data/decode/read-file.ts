import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { UnreadableImage } from './image.js';

/** A larger file is refused before it is read: with several threads such files would fill the memory. */
const MAX_FILE_BYTES = 512 * 2 ** 20;

/**
 * The bytes of an image file. Opened without blocking: a pipe in a folder of images would keep the thread waiting for ever.
 *
 * @throws {UnreadableImage} for what is no file, or one too large to be an image of `MAX_PIXELS`; a system error otherwise.
 */
export function readImageFile(path: string): Uint8Array {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(fd);
    if (found.isDirectory()) throw new UnreadableImage('is a folder');
    if (!found.isFile()) throw new UnreadableImage('is neither a file nor a link to one');
    if (found.size > MAX_FILE_BYTES) {
      const [size, most] = [found.size, MAX_FILE_BYTES].map((bytes) => (bytes / 2 ** 20).toFixed(0));
      throw new UnreadableImage(`has ${size} MiB, more than the ${most} of an image`);
    }
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}
