import { statSync } from 'node:fs';
import { join } from 'node:path';
import { finalAccuracy } from '../../run/final-accuracy.js';
import { lockHolder } from '../../run/lock.js';
import { sourceChange } from '../lineage/source-change.js';
import type { Run } from '../results/run.js';
import { iterationsOf, nameRuns, type RunName } from './names.js';

/** interrupted: its record says that it is running, but no process holds its lock; the same command resumes it. */
export type RunState = Run['record']['status'] | 'interrupted';

/** A run as `dropin runs` lists it. Accuracies are test accuracies, in percent. */
export interface ListedRun {
  readonly id: string;
  readonly name: RunName;
  readonly state: RunState;
  /** Of the newest row of its curve. */
  readonly iteration: number;
  readonly iterations: number | undefined;
  readonly best: { readonly iteration: number; readonly accuracy: number } | undefined;
  readonly last: number | undefined;
  /** Mean of the last three test accuracies. */
  readonly final: number | undefined;
  /** Seconds since the run last wrote its curve; undefined if it has none. */
  readonly age: number | undefined;
  /** The iteration at which it stopped early, as finished. */
  readonly stoppedEarlyAt: number | undefined;
  /** Why it would start from other weights now (`init_from.spec`); undefined if it would not. */
  readonly stale: string | undefined;
  readonly problems: readonly string[];
}

export function listRuns(results: string, runs: readonly Run[], now = Date.now()): readonly ListedRun[] {
  const names = nameRuns(runs);
  return runs.map((run) => {
    const { test, train } = run.curve;
    const last = test.accuracy.findLast((accuracy) => !Number.isNaN(accuracy));
    return {
      id: run.id,
      name: names.get(run.id)!,
      state: stateOf(results, run),
      iteration: Math.max(test.iteration.at(-1) ?? 0, train.iteration.at(-1) ?? 0),
      iterations: iterationsOf(run),
      best: bestOf(run),
      last: last === undefined ? undefined : 100 * last,
      final: finalAccuracy(test),
      age: ageOf(join(results, run.id, 'curve.csv'), now),
      stoppedEarlyAt: run.record.record.stopped_early?.iteration,
      stale: sourceChange(run),
      problems: run.problems,
    };
  });
}

export function stateOf(results: string, { id, record }: Run): RunState {
  if (record.status !== 'running') return record.status;
  try {
    return lockHolder(join(results, id, 'run.lock')) === undefined ? 'interrupted' : 'running';
  } catch {
    // A lock that cannot be read says nothing; use the record.
    return record.status;
  }
}

function bestOf({ curve: { test } }: Run): ListedRun['best'] {
  let best: ListedRun['best'];
  test.accuracy.forEach((accuracy, i) => {
    if (Number.isNaN(accuracy) || (best !== undefined && 100 * accuracy <= best.accuracy)) return;
    best = { iteration: test.iteration[i]!, accuracy: 100 * accuracy };
  });
  return best;
}

function ageOf(file: string, now: number): number | undefined {
  try {
    return Math.max(0, (now - statSync(file).mtimeMs) / 1000);
  } catch {
    return undefined;
  }
}
