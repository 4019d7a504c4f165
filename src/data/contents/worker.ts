import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { DropinError } from '../../common/errors.js';
import { withFile } from '../decode/read-file.js';
import { serve } from '../threads/serve.js';
import { DIGEST_BYTES } from './cache.js';
import type { FileStat } from './stats.js';

/** Files to hash. */
export interface DigestJob {
  readonly files: readonly { readonly path: string; readonly listed: FileStat }[];
}

/** `[count, 32]`: SHA-256 of each file of the job. */
export type Digests = Uint8Array;

/** Files are read in chunks: a shard has 256 MiB, and every thread reads one at a time. */
const buffer = new Uint8Array(2 ** 20);

serve(({ files }: DigestJob): Digests => {
  const digests = new Uint8Array(files.length * DIGEST_BYTES);
  for (const [index, { path, listed }] of files.entries()) {
    digests.set(digestOf(path, listed), index * DIGEST_BYTES);
  }
  return digests;
});

function digestOf(path: string, listed: FileStat): Uint8Array {
  try {
    return withFile(path, listed, sha256OfOpen);
  } catch (error) {
    if (error instanceof DropinError) throw error;
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function sha256OfOpen(fd: number): Uint8Array {
  const hash = createHash('sha256');
  for (;;) {
    const read = readSync(fd, buffer);
    if (read === 0) return hash.digest();
    hash.update(buffer.subarray(0, read));
  }
}
