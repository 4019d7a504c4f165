import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { visibleGpus, type ListGpus } from '../engine/gpus.js';

/** GPUs to divide among runs (`visibleGpus`); none on the CPU. */
export function listGpus(env: NodeJS.ProcessEnv = process.env, machine?: ListGpus): string[] {
  return env.DROPIN_DEVICE === 'gpu' ? visibleGpus(env, machine) : [];
}

/**
 * Number of concurrent runs on this machine without --jobs: one on each GPU, or several where small networks share one; one on
 * the CPU.
 *
 * @throws {DropinError} exit code 2, if GPUs are to be shared and there are none.
 */
export function concurrentRuns(
  { jobsPerGpu, launcher }: { readonly jobsPerGpu?: number; readonly launcher: 'local' | 'slurm' },
  gpus: readonly string[],
): number {
  if (jobsPerGpu !== undefined && gpus.length === 0 && launcher === 'local')
    throw new DropinError(
      `--jobs-per-gpu ${jobsPerGpu}: there is no GPU to share: use --jobs ${jobsPerGpu}`,
      EXIT.USAGE,
    );
  return Math.max(1, gpus.length) * (launcher === 'local' ? (jobsPerGpu ?? 1) : 1);
}

/** What one of several runs at a time may use of the machine. */
export interface Share {
  readonly threads: number;
  readonly gpu: string | undefined;
}

/** Divides the machine: threads evenly, at least one each; GPUs in turn. */
export function divide(jobs: number, threads: number, gpus: readonly string[]): Share[] {
  return Array.from({ length: jobs }, (_, slot) => ({
    threads: Math.max(1, Math.floor(threads / jobs)),
    gpu: gpus[slot % gpus.length],
  }));
}

/** Takes the free share of the GPU that has the most free ones, so that runs spread over the GPUs. */
export function takeShare(free: Share[]): Share | undefined {
  const freeOf = (gpu: string | undefined) => free.filter((share) => share.gpu === gpu).length;
  const most = Math.max(...free.map(({ gpu }) => freeOf(gpu)));
  const position = free.findIndex(({ gpu }) => freeOf(gpu) === most);
  return position < 0 ? undefined : free.splice(position, 1)[0];
}
