import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { checkpointIterations } from './checkpoint-names.js';
import { bestTest } from './best-test.js';
import { damageText, newestCheckpoint, readCheckpoint, type Checkpoint } from './checkpoint-read.js';
import { parseCurve } from './curve.js';
import { keptCurve } from './curve-file.js';
import type { RunFolder } from './folder.js';

/** A checkpoint by its iteration, the newest undamaged one, or that of the best test up to the newest one. */
export type CheckpointChoice = number | 'newest' | 'best';

/**
 * Finds a checkpoint of a run.
 *
 * @param digest `spec_digest` of the run's record.
 * @throws {DropinError} where there is no such checkpoint, or it is damaged.
 */
export async function chosenCheckpoint(
  folder: RunFolder,
  digest: string,
  choice: CheckpointChoice,
  warn: (message: string) => void,
): Promise<Checkpoint> {
  if (typeof choice === 'number') return checkpointOf(folder, digest, choice);
  const newest = await newestCheckpoint(folder.checkpoints, digest, (damaged) => {
    warn(damageText(damaged));
  });
  if (newest === undefined) throw new DropinError(`${folder.checkpoints}: no undamaged checkpoint`);
  if (choice === 'newest') return newest;
  // Later tests are not part of any checkpoint, and a resumed run repeats them.
  const best = bestTest(parseCurve(keptCurve(folder, newest, () => undefined)));
  if (best === undefined)
    throw new DropinError(`${folder.path}: no test after iteration 0 yet, so no best checkpoint`, EXIT.USAGE);
  return best.iteration === newest.state.iteration ? newest : checkpointOf(folder, digest, best.iteration);
}

async function checkpointOf(folder: RunFolder, digest: string, iteration: number): Promise<Checkpoint> {
  const available = await checkpointIterations(folder.checkpoints);
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
