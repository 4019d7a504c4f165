import { DropinError } from './errors.js';
import { EXIT } from './exit-codes.js';
import { readBytesGuarded, UnusableFileError } from './guarded-read.js';

/** Larger than any curve, log or record: what is larger is something else. */
const MAX_BYTES = 1_000_000_000;

/**
 * The text of a file, as far as it is UTF-8; undefined where there is none, or where a file stands in place of its folder.
 *
 * @throws {DropinError} exit code 1, for a pipe, a device, a folder, or a file that cannot be read.
 */
export function readTextIfThere(path: string): string | undefined {
  try {
    return readBytesGuarded(path, MAX_BYTES).toString('utf8');
  } catch (error) {
    if (!(error instanceof UnusableFileError)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new DropinError(`${path} cannot be read: ${error.message}`, EXIT.FAILED, { cause: error });
  }
}
