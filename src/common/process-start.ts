import { processStat } from '#setup/lock/process-stat.js';

/**
 * When a process started. It distinguishes a process from a later one with the same PID. Undefined if there is no such process,
 * or the system does not say.
 */
export function processStart(pid: number): string | undefined {
  return processStat(pid)?.start;
}
