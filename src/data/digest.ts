import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { sha256 } from '../common/sha256.js';
import { MAX_FILE_BYTES, readImageFile } from './decode/read-file.js';
import { UnreadableImage } from './decode/unreadable.js';

/** SHA-256 (hex) of a file of any size. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Reads a file, or unpacks `FILE.gz` if the file is missing, and checks its SHA-256.
 *
 * @param fix What the user should do; ends the error message.
 * @throws {DropinError} exit code 3, naming the file and `fix`, if it is missing or damaged.
 */
export function readVerified(path: string, expected: string, fix: string): Uint8Array {
  const fail = (problem: string, cause?: unknown) =>
    new DropinError(`data: ${path} ${problem}; ${fix}`, EXIT.DATA, { cause });
  let bytes: Uint8Array;
  try {
    bytes = existsSync(path) ? readImageFile(path) : unpacked(`${path}.gz`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw fail('is missing, and so is its .gz', error);
    if (error instanceof UnreadableImage) throw fail(error.message, error);
    throw fail(`cannot be read (${messageOf(error)})`, error);
  }
  const found = sha256(bytes);
  if (found !== expected) throw fail(`is damaged: its SHA-256 is ${found}, expected ${expected}`);
  return bytes;
}

function unpacked(path: string): Uint8Array {
  return gunzipSync(readImageFile(path), { maxOutputLength: MAX_FILE_BYTES });
}

/** A digest (hex) of a set of files from the SHA-256 of each; the order of the names does not matter. */
export function digestOfFiles(digests: Readonly<Record<string, string>>): string {
  const lines = Object.entries(digests)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, digest]) => `${digest}  ${name}\n`);
  return sha256(lines.join(''));
}
