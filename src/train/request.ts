import type { TensorflowFacts } from '../engine/facts.js';
import type { Program } from '../engine/program.js';
import type { CompiledNetwork } from '../graph/compiled.js';
import type { WarmStart } from '../network/init-from.js';
import type { Experiment } from '../network/load.js';
import type { CurveRow } from '../run/curve.js';
import type { RunFolder } from '../run/folder.js';
import type { SpecOrigin } from '../run/origin.js';
import type { Progress } from './progress.js';
import type { StopRequest } from './signals.js';

/** A run that is asked for. */
export interface RunRequest {
  readonly experiment: Experiment;
  /** Where the experiment's spec comes from. */
  readonly origin: SpecOrigin;
  readonly folder: RunFolder;
  /** Whether an earlier run in the folder is replaced. */
  readonly fresh: boolean;
  /** The arguments of `dropin`, for the record. */
  readonly command: readonly string[];
  readonly stop: StopRequest;
  readonly progress: Progress;
  readonly observer: RunObserver;
}

/** Told what happens, for whoever shows it. */
export interface RunObserver {
  readonly warn: (message: string) => void;
  /** Training is about to go on from an iteration; 0 for a new run. */
  began(iteration: number): void;
  row(row: CurveRow): void;
  /** The time of a step is known, and with it `Progress.secondsLeft`. */
  paced(): void;
}

/** TensorFlow, from src/engine. */
export interface Engine {
  openProgram(compiled: CompiledNetwork, warmStarts?: readonly WarmStart[]): Promise<Program>;
  tensorflowFacts(): TensorflowFacts;
}
