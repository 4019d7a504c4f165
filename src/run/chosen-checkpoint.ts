import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { checkpointIterations } from './checkpoint-names.js';
import { damageText, newestCheckpoint, readCheckpoint, type Checkpoint } from './checkpoint-read.js';
import type { RunFolder } from './folder.js';

/**
 * The checkpoint of an iteration, or the newest that is whole.
 *
 * @param digest `spec_digest` of the run's record.
 * @throws {DropinError} where there is no such checkpoint, or it is damaged.
 */
export async function chosenCheckpoint(
  folder: RunFolder,
  digest: string,
  iteration: number | undefined,
  warn: (message: string) => void,
): Promise<Checkpoint> {
  const available = await checkpointIterations(folder.checkpoints);
  if (iteration === undefined) {
    const newest = await newestCheckpoint(folder.checkpoints, digest, (damaged) => {
      warn(damageText(damaged));
    });
    if (newest === undefined) throw new DropinError(`${folder.checkpoints}: no undamaged checkpoint`);
    return newest;
  }
  if (!available.includes(iteration)) {
    const list = available.length === 0 ? 'none' : available.join(', ');
    throw new DropinError(
      `${folder.path}: no checkpoint of iteration ${iteration}; available: ${list}`,
      EXIT.USAGE,
    );
  }
  try {
    return await readCheckpoint(folder.checkpoints, iteration, digest);
  } catch (error) {
    throw new DropinError(
      `${folder.path}: checkpoint ${iteration} is damaged: ${messageOf(error)}`,
      EXIT.FAILED,
      {
        cause: error,
      },
    );
  }
}
