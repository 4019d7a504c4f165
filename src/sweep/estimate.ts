import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkpointBytes, OTHER_FILES } from '../run/room.js';
import { DropinError } from '../common/errors.js';
import type { PlannedRun } from './plan.js';

/** Bytes that a run's folder may come to hold: one checkpoint more than are kept, while it is written. */
export function diskOf({ experiment: { network, spec } }: PlannedRun): number {
  return (spec.checkpoint.keep + 1) * checkpointBytes(network) + OTHER_FILES;
}

/** Bytes free where a folder is, or will be. */
export async function freeBytes(path: string): Promise<number> {
  let folder = path;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws {DropinError} when the runs that are to be started need more room than there is. */
export function expectRoom(runs: readonly PlannedRun[], free: number): void {
  const needed = runs.reduce((sum, run) => sum + diskOf(run), 0);
  if (needed <= free) return;
  throw new DropinError(
    `${runs.length} runs need ${gigabytes(needed)} and ${gigabytes(free)} are free in results/: ` +
      'make room, or keep fewer checkpoints (--set checkpoint.keep=1)',
  );
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e8 ? 3 : 1)} GB`;
}

/** Seconds that a training step and a test pass take. */
export interface Pace {
  readonly step: number;
  readonly test: number;
}

/** Seconds of all steps and test passes that are left of a run. */
export function secondsLeft({ experiment: { spec } }: PlannedRun, iteration: number, pace: Pace): number {
  const { iterations } = spec.solver;
  const tests = Math.ceil(iterations / spec.test.interval) - Math.ceil(iteration / spec.test.interval) + 1;
  return (iterations - iteration) * pace.step + tests * pace.test;
}

/** Seconds until the last of the runs has ended, each started as soon as one of `jobs` places is free. */
export function makespan(seconds: readonly number[], jobs: number): number {
  const places = Array.from({ length: jobs }, () => 0);
  for (const duration of seconds) {
    const next = places.indexOf(Math.min(...places));
    places[next]! += duration;
  }
  return Math.max(...places);
}
