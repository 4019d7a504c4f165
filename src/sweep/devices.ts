import { visibleGpus, type ListGpus } from '../engine/gpus.js';

/** GPUs to divide among runs (`visibleGpus`); none on the CPU. */
export function listGpus(env: NodeJS.ProcessEnv = process.env, machine?: ListGpus): string[] {
  return env.DROPIN_DEVICE === 'gpu' ? visibleGpus(env, machine) : [];
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
