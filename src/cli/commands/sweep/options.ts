import type { SpecOptions } from '../../spec-options.js';

/** Options of `dropin sweep`. */
export interface SweepOptions extends SpecOptions {
  readonly results: string;
  readonly lengths?: string;
  readonly grid?: readonly string[];
  readonly seeds?: number;
  readonly jobs: number;
  readonly jobsPerGpu?: number;
  readonly threads?: number;
  readonly dryRun?: true;
  readonly status?: true;
  readonly retryFailed?: true;
  readonly launcher: 'local' | 'slurm';
  readonly slurm?: string;
  readonly arrayParallelism?: number;
  readonly json?: true;
}

/** Options as given. Without --jobs: as many concurrent runs as --jobs-per-gpu says for each GPU, or one on the CPU. */
export type GivenSweepOptions = Omit<SweepOptions, 'jobs'> & Partial<Pick<SweepOptions, 'jobs'>>;
