import type { Program, StepBatch, StepScalars } from '../../../../src/engine/program.js';

/**
 * One iteration of `batches` batches, one update in all.
 *
 * @param imagesOf The images of a batch, by its number in the training.
 * @returns The mean loss.
 */
export function trainIteration(
  program: Program,
  batches: number,
  scalars: Omit<StepScalars, 'batchNumber'>,
  imagesOf: (batchNumber: number) => StepBatch,
): number {
  let loss = 0;
  for (let pass = 0; pass < batches; pass++) {
    const batchNumber = scalars.iteration * batches + pass;
    const all = { ...scalars, batchNumber };
    const fed = imagesOf(batchNumber);
    const isLast = pass === batches - 1;
    const result = isLast ? program.trainStep(fed, all) : program.accumulate(fed, all);
    loss += result.loss / batches;
  }
  return loss;
}
