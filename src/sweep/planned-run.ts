import type { Experiment } from '../network/load.js';
import type { RunFolder } from '../run/folder.js';
import type { SpecOrigin } from '../run/origin.js';
import type { Setting } from './axes.js';

/** One run of a sweep. */
export interface PlannedRun {
  /** NAME-DIGEST: the same spec has the same id in every sweep and command. */
  readonly id: string;
  /** Digest of the spec. */
  readonly digest: string;
  /** Digest of the spec without the seed: runs that share it are averaged. */
  readonly family: string;
  readonly settings: readonly Setting[];
  readonly experiment: Experiment;
  readonly origin: SpecOrigin;
  readonly folder: RunFolder;
  /** Id of the run whose weights it starts from, if its spec names one by `init_from.spec`. */
  readonly source?: string | undefined;
}
