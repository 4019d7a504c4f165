import type { TensorflowFacts } from '../engine/facts.js';
import type { Program } from '../engine/program.js';
import type { CompiledNetwork } from '../graph/compiled.js';
import type { WarmStart } from '../network/init-from.js';
import type { Experiment } from '../network/load.js';
import type { RunFolder } from '../run/folder.js';
import type { SpecOrigin } from '../run/origin.js';
import type { RunObserver } from './observer.js';
import type { Progress } from './progress.js';
import type { StopRequest } from './signals.js';

/** A run to do. */
export interface RunRequest {
  readonly experiment: Experiment;
  /** The origin of the experiment's spec. */
  readonly origin: SpecOrigin;
  readonly folder: RunFolder;
  /** Whether to replace an earlier run in the folder. */
  readonly fresh: boolean;
  /** Number of devices that share each batch. */
  readonly devices: number;
  /** The arguments of `dropin`, for the record. */
  readonly command: readonly string[];
  readonly stop: StopRequest;
  readonly progress: Progress;
  readonly observer: RunObserver;
}

/** The part of src/engine that a run needs. */
export interface Engine {
  openProgram(compiled: CompiledNetwork, warmStarts?: readonly WarmStart[]): Promise<Program>;
  tensorflowFacts(): TensorflowFacts;
}
