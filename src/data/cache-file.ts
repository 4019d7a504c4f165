import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { cacheRoot } from '#setup/paths.js';
import { isSystemError } from '../common/durable.js';
import { sha256 } from './digest.js';

const CHECKSUM_BYTES = 32;

/** The content of a file in the cache; undefined where it is missing, unreadable or damaged, and is to be made again. */
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
 * Writes a file of the cache, with a checksum behind it. Processes that write at once do no harm: the last one's file stays.
 * A cache that cannot be written costs time at the next start, and nothing else.
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
