import type { Loader } from '../data/loader.js';
import type { Program, StepResult, StepScalars } from '../engine/program.js';
import type { SolverSpec } from '../spec/schema/solver.js';

/** Result of an iteration: means over its batches, before the update. */
export interface IterationResult extends StepResult {
  /** Seconds spent waiting for images. */
  readonly waited: number;
}

/** Number of images that an iteration trains on. */
export function imagesPerStep({ batch, iter_size: batches }: SolverSpec): number {
  return batch * batches;
}

/**
 * Trains on the batches of an iteration: all but the last only add their gradients, the last also updates the weights.
 *
 * @param now A clock in seconds.
 */
export async function trainIteration(
  program: Pick<Program, 'accumulate' | 'trainStep'>,
  loader: Loader,
  { iter_size: batches }: SolverSpec,
  scalars: Omit<StepScalars, 'batchNumber'>,
  now: () => number = () => 0,
): Promise<IterationResult> {
  const sums = { loss: 0, accuracy: 0, waited: 0 };
  for (let pass = 0; pass < batches; pass++) {
    const began = now();
    const next = loader.next();
    const batch = next instanceof Promise ? await next : next;
    if (batch === undefined) throw new Error('the training data ended');
    sums.waited += now() - began;
    const numbered = { ...scalars, batchNumber: scalars.iteration * batches + pass };
    const isLast = pass === batches - 1;
    const { loss, accuracy } = isLast
      ? program.trainStep(batch, numbered)
      : program.accumulate(batch, numbered);
    sums.loss += loss;
    sums.accuracy += accuracy;
  }
  return { loss: sums.loss / batches, accuracy: sums.accuracy / batches, waited: sums.waited };
}
