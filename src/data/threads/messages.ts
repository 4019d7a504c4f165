import type { ExitCode } from '../../common/exit-codes.js';

/** Work for a thread. */
export interface Request<Job> {
  readonly id: number;
  readonly job: Job;
}

/** The result of a job, or the error that ends the run. */
export type Reply<Result> =
  | { readonly id: number; readonly result: Result }
  | { readonly id: number; readonly message: string; readonly exitCode: ExitCode };
