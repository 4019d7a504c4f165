import type { Experiment } from '../network/load.js';
import type { RunFolder } from '../run/folder.js';
import type { SpecOrigin } from '../run/origin.js';
import type { Setting } from './axes.js';

/** One run of a sweep. */
export interface PlannedRun {
  /** NAME-DIGEST: the same spec has the same id, whichever sweep or command it comes from. */
  readonly id: string;
  /** Of what its spec computes. */
  readonly digest: string;
  /** The same without the seed: runs that differ in nothing else are averaged. */
  readonly family: string;
  readonly settings: readonly Setting[];
  readonly experiment: Experiment;
  readonly origin: SpecOrigin;
  readonly folder: RunFolder;
}
