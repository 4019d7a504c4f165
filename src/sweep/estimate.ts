import { runBytes } from '../run/room.js';
import { DropinError } from '../common/errors.js';
import { dropInProgress } from '../train/dropin.js';
import { sumOverSteps } from '../train/step-cost.js';
import type { PlannedRun } from './planned-run.js';

/** @throws {DropinError} when the runs to start need more disk than is free. */
export function expectRoom(runs: readonly PlannedRun[], results: string, free: number): void {
  const needed = runs.reduce((sum, run) => sum + runBytes(run.experiment), 0);
  if (needed <= free) return;
  throw new DropinError(
    `the runs need ${gigabytes(needed)} of disk, but ${results} has ${gigabytes(free)} free: ` +
      'free some, or keep fewer checkpoints (--set checkpoint.keep=1)',
  );
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e8 ? 3 : 1)} GB`;
}

/** Seconds of a step or a test pass at a fraction p of new units. */
export interface RatioSeconds {
  readonly ratio: number;
  readonly seconds: number;
}

/** How long the parts of a run take. */
export interface Pace {
  /** Until the first step is done. */
  readonly start: number;
  /** A training step and a test pass, by rising p: while units are copied, less is computed. */
  readonly step: readonly RatioSeconds[];
  readonly test: readonly RatioSeconds[];
}

/** Seconds left of a run: its start, every step at the p of its iteration, and the test passes. */
export function secondsLeft(
  { experiment: { spec, network } }: PlannedRun,
  iteration: number,
  pace: Pace,
): number {
  const { iterations } = spec.solver;
  const { interval } = spec.test;
  const p = (at: number) => dropInProgress(network, () => 0).p(at) ?? 1;
  let seconds = pace.start + sumOverSteps((at) => secondsAt(pace.step, p(at)), iteration, iterations);
  for (let at = interval * Math.ceil(iteration / interval); at < iterations; at += interval)
    seconds += secondsAt(pace.test, p(at));
  return seconds + secondsAt(pace.test, p(iterations));
}

/** Interpolated between the measured p. */
function secondsAt(measured: readonly RatioSeconds[], ratio: number): number {
  const above = measured.findIndex((point) => point.ratio >= ratio);
  if (above <= 0) return measured.at(above)!.seconds;
  const [low, high] = [measured[above - 1]!, measured[above]!];
  const part = (ratio - low.ratio) / (high.ratio - low.ratio);
  return low.seconds + part * (high.seconds - low.seconds);
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
