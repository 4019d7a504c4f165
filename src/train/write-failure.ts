import { isSystemError } from '../common/durable.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { RunFolder } from '../run/folder.js';

/**
 * Says of an error in the middle of a run that the run's folder cannot be written to, where it is the operating system's or
 * one of TensorFlow's that names a file in there; others stay as they are.
 */
export function asWriteFailure(folder: RunFolder, error: unknown): unknown {
  if (error instanceof DropinError || !(error instanceof Error)) return error;
  if (!isSystemError(error) && !error.message.includes(folder.path)) return error;
  return new DropinError(
    `${folder.path} cannot be written to: ${error.message.split('\n')[0] ?? ''}; ` +
      'when that is mended, the same command goes on from the newest checkpoint',
    EXIT.FAILED,
    { cause: error },
  );
}
