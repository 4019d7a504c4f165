import { isSystemError } from '../common/durable.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { RunFolder } from '../run/folder.js';

/**
 * Turns a system error during a run, or a TensorFlow error that names a file in the run's folder, into a message that the
 * folder cannot be written to. Other errors are returned unchanged.
 */
export function asWriteFailure(folder: RunFolder, error: unknown): unknown {
  if (error instanceof DropinError || !(error instanceof Error)) return error;
  if (!isSystemError(error) && !error.message.includes(folder.path)) return error;
  return new DropinError(
    `${folder.path} cannot be written to: ${error.message.split('\n')[0] ?? ''}; ` +
      'fix that, then rerun the command to resume from the newest checkpoint',
    EXIT.FAILED,
    { cause: error },
  );
}
