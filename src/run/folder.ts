import { join } from 'node:path';

/** The paths of a run's files. */
export interface RunFolder {
  readonly path: string;
  readonly spec: string;
  /** What the network takes and says: see `NetworkInput`. */
  readonly input: string;
  readonly mean: string;
  readonly record: string;
  readonly curve: string;
  readonly norms: string;
  readonly summary: string;
  readonly checkpoints: string;
  readonly tensorboard: string;
  readonly lock: string;
}

export function runFolder(path: string): RunFolder {
  return {
    path,
    spec: join(path, 'spec.yaml'),
    input: join(path, 'input.json'),
    mean: join(path, 'mean.npy'),
    record: join(path, 'run.json'),
    curve: join(path, 'curve.csv'),
    norms: join(path, 'norms.csv'),
    summary: join(path, 'summary.txt'),
    checkpoints: join(path, 'checkpoints'),
    tensorboard: join(path, 'tensorboard'),
    lock: join(path, 'run.lock'),
  };
}

/** The files and folders of a run, except its record. */
export function filesOf(folder: RunFolder): readonly string[] {
  const { spec, input, mean, curve, norms, summary, checkpoints, tensorboard } = folder;
  return [spec, input, mean, curve, norms, summary, checkpoints, tensorboard];
}
