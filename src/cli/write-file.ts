import writeFileAtomic from 'write-file-atomic';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';

/**
 * Writes a file that the user named, whole or not at all.
 *
 * @throws {DropinError} exit code 1, with the file and the reason.
 */
export function writeNamedFile(file: string, content: string | Buffer): void {
  try {
    writeFileAtomic.sync(file, content);
  } catch (error) {
    throw new DropinError(`${file} cannot be written: ${messageOf(error)}`, EXIT.FAILED, { cause: error });
  }
}
