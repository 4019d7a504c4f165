import { execFileSync } from 'node:child_process';

/** GPUs to divide among runs: those that CUDA_VISIBLE_DEVICES allows, else all of the machine; none on the CPU. */
export function listGpus(env: NodeJS.ProcessEnv = process.env): string[] {
  if (env.DROPIN_DEVICE === 'cpu') return [];
  const allowed = env.CUDA_VISIBLE_DEVICES;
  if (allowed !== undefined) return allowed.split(',').filter((gpu) => gpu.trim() !== '');
  try {
    const text = execFileSync('nvidia-smi', ['--query-gpu=index', '--format=csv,noheader'], {
      encoding: 'utf8',
    });
    return text.trim().split('\n');
  } catch {
    return [];
  }
}

/** What one of several runs at a time may use of the machine. */
export interface Share {
  readonly threads: number;
  readonly gpu: string | undefined;
}

/** Divides the machine: threads evenly, at least one each; GPUs in turn where there are several. */
export function divide(jobs: number, threads: number, gpus: readonly string[]): Share[] {
  return Array.from({ length: jobs }, (_, slot) => ({
    threads: Math.max(1, Math.floor(threads / jobs)),
    gpu: gpus.length > 1 ? gpus[slot % gpus.length] : undefined,
  }));
}
