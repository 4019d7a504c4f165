import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { cacheRoot } from '#setup/paths.js';
import { isSystemError } from '../common/durable.js';
import { sha256 } from '../common/sha256.js';

const CHECKSUM_BYTES = 32;

/** Content of a file in the cache; undefined if the file is missing, unreadable or damaged and must be made again. */
export function readCached(...path: readonly string[]): Buffer | undefined {
  try {
    const bytes = readFileSync(join(cacheRoot(), ...path));
    const content = bytes.subarray(0, -CHECKSUM_BYTES);
    return sha256(content) === bytes.subarray(-CHECKSUM_BYTES).toString('hex') ? content : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes a file of the cache, followed by a checksum. Concurrent writers are safe: the last one wins. Write errors are
 * ignored, because a missing cache file only costs time at the next start.
 */
export function writeCached(content: Uint8Array, ...path: readonly string[]): void {
  const file = join(cacheRoot(), ...path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomic.sync(file, Buffer.concat([content, Buffer.from(sha256(content), 'hex')]));
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}
