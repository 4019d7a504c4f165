import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';

/** SHA-256 (hex) of bytes or text. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** SHA-256 (hex) of a file of any size. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * A file's bytes, once their SHA-256 is the expected one.
 *
 * @throws {DropinError} exit code 3, naming the file and `mend`, when it is missing or damaged.
 */
export async function readVerified(path: string, expected: string, mend: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is missing' : `cannot be read (${String(error)})`;
    throw new DropinError(`data: ${path} ${reason}; ${mend}`, EXIT.DATA, { cause: error });
  }
  const found = sha256(bytes);
  if (found !== expected) {
    throw new DropinError(
      `data: ${path} is damaged: its SHA-256 is ${found}, expected ${expected}; ${mend}`,
      EXIT.DATA,
    );
  }
  return bytes;
}

/** One digest for a set of files, given the SHA-256 of each by name; the order of the names does not matter. */
export function digestOfFiles(digests: Readonly<Record<string, string>>): string {
  const lines = Object.entries(digests)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, digest]) => `${digest}  ${name}\n`);
  return sha256(lines.join(''));
}
