import { existsSync } from 'node:fs';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { openProgram } from '../engine/program.js';
import { usePrecision } from '../engine/tfjs.js';
import { loadExperiment } from '../network/load.js';
import { runFolder } from '../run/folder.js';
import { evaluateRun, type EvaluateOptions, type Evaluation } from '../train/evaluate.js';
import { choiceOf, type CheckpointOptions } from './checkpoint-options.js';
import { ensureTensorflow, type ComputeOptions } from './tensorflow.js';

/**
 * Tests a checkpoint of a run on the whole test set: `dropin eval`.
 *
 * @param run The run's folder.
 * @throws {DropinError} with the exit code that `dropin eval` would end with.
 */
export async function evaluate(
  run: string,
  options: CheckpointOptions & ComputeOptions & Pick<EvaluateOptions, 'tested'> = {},
): Promise<Evaluation> {
  await ensureTensorflow(options);
  const { tested, warn = () => undefined } = options;
  const folder = runFolder(run);
  if (!existsSync(folder.spec))
    throw new DropinError(`${run} is not a run folder: it has no spec.yaml`, EXIT.USAGE);
  const experiment = loadExperiment(folder.spec);
  usePrecision(experiment.spec.solver.precision);
  return evaluateRun(folder, experiment, { openProgram }, { checkpoint: choiceOf(options), warn, tested });
}
