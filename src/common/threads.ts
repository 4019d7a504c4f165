import { availableParallelism } from 'node:os';

/** TensorFlow asks for it when it is loaded; `--threads` sets it, and so does a sweep for its share of the machine. */
const VARIABLE = 'TF_NUM_INTRAOP_THREADS';

/** Sets the threads that this process and its children use. */
export function useThreads(threads: number | undefined): void {
  if (threads !== undefined) process.env[VARIABLE] = String(threads);
}

/** The threads that were asked for; undefined for all of the machine's. */
export function askedThreads(): number | undefined {
  const threads = Number(process.env[VARIABLE] ?? 0);
  return threads > 0 ? threads : undefined;
}

/** The threads to compute and to decode with: as many as asked for, or all of the machine's. */
export function threadsToUse(): number {
  return askedThreads() ?? availableParallelism();
}
