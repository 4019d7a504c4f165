import { createHash } from 'node:crypto';
import { DIGEST_BYTES } from './cache.js';

/** Files of a split, in the order of its images. */
export interface SplitContent {
  /** `[count, 32]`: SHA-256 of each file. */
  readonly digests: Uint8Array;
  /** `[count]`: class number of each file; zeros if the files themselves contain the labels. */
  readonly labels: Int32Array;
}

/** `DataIdentity.content`: SHA-256 (hex) of every file's SHA-256 and label, split by split. */
export function contentDigest(splits: readonly SplitContent[]): string {
  const hash = createHash('sha256');
  for (const { digests, labels } of splits) {
    const rows = Buffer.alloc(digests.length + labels.length * LABEL_BYTES);
    const row = DIGEST_BYTES + LABEL_BYTES;
    for (const [image, label] of labels.entries()) {
      rows.set(digests.subarray(image * DIGEST_BYTES, (image + 1) * DIGEST_BYTES), image * row);
      rows.writeInt32LE(label, image * row + DIGEST_BYTES);
    }
    hash.update(`${labels.length} images\n`).update(rows);
  }
  return hash.digest('hex');
}

const LABEL_BYTES = 4;

/** `DataIdentity.order`: SHA-256 (hex) of the file names, split by split. */
export function orderDigest(splits: readonly (readonly string[])[]): string {
  const hash = createHash('sha256');
  for (const names of splits) hash.update(`${names.length} files\n`).update(names.join('\0'));
  return hash.digest('hex');
}
