import type { RunRecord } from '../run/record.js';
import type { RunObserver } from '../train/observer.js';
import type { StopRequest } from '../train/signals.js';
import { ensureTensorflow, type ComputeOptions } from './tensorflow.js';
import type { PlaceOptions, SpecChanges } from './training-options.js';
import { openTraining, runTraining } from './training.js';

export interface TrainOptions extends SpecChanges, PlaceOptions, ComputeOptions {
  /** Replaces an earlier run in the folder. Otherwise training resumes at its newest checkpoint. */
  readonly fresh?: boolean | undefined;
  /** GPUs that share each batch, which their number must divide; by default 1. The first call decides for the whole process. */
  readonly gpus?: number | undefined;
  /** Set its `signal`, and the run writes a checkpoint after the current step and ends as `stopped`. */
  readonly stop?: StopRequest | undefined;
  /** Receives what happens, synchronously with the training. */
  readonly observer?: Partial<RunObserver> | undefined;
}

export interface TrainResult {
  /** The run's folder, with run.json, curve.csv and checkpoints. */
  readonly folder: string;
  /** The contents of run.json. */
  readonly record: RunRecord;
  /** Whether the run had already finished, so that nothing was done. */
  readonly alreadyFinished: boolean;
}

/**
 * Trains a spec, or resumes its run: `dropin run`.
 *
 * @param spec A spec file, or the name of one that comes with the program.
 * @throws {DropinError} with the exit code that `dropin run` would end with. A run that diverges or is stopped returns.
 */
export async function train(spec: string, options: TrainOptions = {}): Promise<TrainResult> {
  await ensureTensorflow(options);
  const { fresh = false, gpus = 1, stop = { signal: undefined }, observer } = options;
  const opened = openTraining(spec, options);
  const { record, alreadyFinished } = await runTraining(opened, {
    fresh,
    stop,
    devices: gpus,
    command: commandOf(spec, options),
    observer: { warn: ignore, began: ignore, row: ignore, decided: ignore, paced: ignore, ...observer },
  });
  return { folder: opened.folder.path, record, alreadyFinished };
}

/** The arguments with which `dropin` would do the same, for the record. */
function commandOf(spec: string, { set = [], seed, scale, iterations, out, gpus }: TrainOptions): string[] {
  const options = Object.entries({ seed, scale, iterations, out, gpus }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  return ['run', spec, ...set.flatMap((assignment) => ['--set', assignment]), ...options];
}

function ignore(): void {
  // The caller did not ask for it.
}
