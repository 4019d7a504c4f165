import { DropinError } from '../common/errors.js';
import { tensorflowFacts } from '../engine/facts.js';
import { openProgram } from '../engine/program.js';
import { useGpus, usePrecision } from '../engine/tfjs.js';
import { loadExperiment } from '../network/load.js';
import { defaultRunFolder } from '../run/default-folder.js';
import { runFolder, type RunFolder } from '../run/folder.js';
import { originOf, readOrigin, type SpecOrigin } from '../run/origin.js';
import { resultsFolder } from '../run/results-folder.js';
import { specDigest } from '../spec/identity.js';
import { loadSpec } from '../spec/load.js';
import type { Spec } from '../spec/schema/spec.js';
import { Progress } from '../train/progress.js';
import type { RunRequest } from '../train/request.js';
import { run, type RunResult } from '../train/run.js';
import { stepCost } from '../train/step-cost.js';
import { findSpec } from './find-spec.js';
import type { PlaceOptions, SpecChanges } from './training-options.js';

/** A valid spec, and where its run goes. */
export type Training = Pick<RunRequest, 'experiment' | 'origin' | 'folder' | 'progress'>;

/**
 * Reads and checks a spec, and finds the folder of its run. Writes nothing.
 *
 * @throws {DropinError} exit code 2, with every issue.
 */
export function openTraining(spec: string, options: SpecChanges & PlaceOptions = {}): Training {
  const file = findSpec(spec);
  const experiment = loadExperiment(file, options);
  const own = originOf(file, options);
  const changed = isChanged(own);
  const written = changed ? writtenSpec(file) : experiment.spec;
  return {
    experiment,
    origin: changed ? own : (readOrigin(file) ?? own),
    folder: folderOf(experiment.spec, written, options),
    progress: new Progress(experiment.spec, stepCost(experiment.network)),
  };
}

/** Trains, with TensorFlow set up. */
export async function runTraining(
  training: Training,
  request: Pick<RunRequest, 'fresh' | 'command' | 'stop' | 'observer' | 'devices'>,
): Promise<RunResult> {
  usePrecision(training.experiment.spec.solver.precision);
  useGpus(request.devices);
  return run({ ...training, ...request }, { openProgram, tensorflowFacts });
}

function isChanged({ overrides }: SpecOrigin): boolean {
  return Object.keys(overrides).length > 0;
}

function folderOf(spec: Spec, written: Spec | undefined, { out, results }: PlaceOptions): RunFolder {
  const writtenDigest = written && specDigest(written);
  const identity = { name: spec.name, digest: specDigest(spec), writtenDigest };
  return runFolder(out ?? defaultRunFolder(identity, resultsFolder(results)));
}

/** The spec without what the options change; undefined where it is not valid without that. */
function writtenSpec(file: string): Spec | undefined {
  try {
    return loadSpec(file).spec;
  } catch (error) {
    if (error instanceof DropinError) return undefined;
    throw error;
  }
}
