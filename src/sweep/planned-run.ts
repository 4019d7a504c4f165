import type { Experiment } from '../network/load.js';
import type { RunFolder } from '../run/folder.js';
import type { Setting } from './expand.js';

export interface PlannedRun {
  /** NAME-DIGEST: the same spec has the same id, whichever sweep or command it comes from. */
  readonly id: string;
  /** Of what its spec computes. */
  readonly digest: string;
  readonly settings: readonly Setting[];
  readonly experiment: Experiment;
  readonly folder: RunFolder;
}
