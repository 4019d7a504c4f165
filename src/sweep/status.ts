import { EXIT } from '../common/exit-codes.js';
import { parseCurve, type CurveRow } from '../run/curve.js';
import { lockHolder } from '../run/lock.js';
import { readRecord } from '../run/record-file.js';
import type { RunRecord } from '../run/record.js';
import { logEnd, readExit, type SweepFolder } from './folder.js';
import type { PlannedRun } from './planned-run.js';
import { readTextIfThere } from '../common/read-text.js';
import { SIGNAL_EXIT_CODES } from '../train/signals.js';
import type { Queue } from './slurm/queue.js';

/**
 * new: nothing is there. queued: a Slurm job waits with it. running: a process has it. stopped: it goes on from its
 * newest checkpoint. failed, diverged: it is not tried again unless asked for. done: it is finished.
 */
export type RunState = 'new' | 'queued' | 'running' | 'stopped' | 'failed' | 'diverged' | 'done';

export interface RunStatus {
  readonly state: RunState;
  readonly iteration: number;
  readonly iterations: number;
  /** Of the newest test pass, as a fraction. */
  readonly accuracy: number | undefined;
  /** Of training and testing so far. */
  readonly seconds: number;
  /** Why it failed. */
  readonly reason: string | undefined;
  /** Its exit code, of a failure. */
  readonly exitCode: number | undefined;
}

/** Exit codes that are not failures: finished, and stopped by a signal with a checkpoint. */
const SOUND_ENDS: readonly number[] = [0, ...Object.values(SIGNAL_EXIT_CODES)];

/** Where a run stands, from its files: it does not matter who started it. */
export function statusOf(run: PlannedRun, sweep: SweepFolder, queue: Queue): RunStatus {
  const { record, unreadable } = recordOf(run);
  const exit = readExit(sweep, run);
  const state = stateOf(run, record, exit, queue);
  const failed = state === 'failed' || state === 'diverged';
  const rows = record === undefined ? [] : curveOf(run);
  return {
    state: unreadable === undefined ? state : 'failed',
    iteration: Math.max(rows.at(-1)?.iteration ?? 0, record?.iteration ?? 0),
    iterations: run.experiment.spec.solver.iterations,
    accuracy: rows.findLast((row) => row.split === 'test')?.accuracy,
    seconds: rows.at(-1)?.elapsedS ?? record?.wall_time_s ?? 0,
    reason: unreadable ?? (failed ? reasonOf(run, sweep, record) : undefined),
    exitCode: failed || unreadable !== undefined ? exitCodeOf(state, exit) : undefined,
  };
}

function recordOf(run: PlannedRun): { record?: RunRecord | undefined; unreadable?: string } {
  try {
    const record = readRecord(run.folder);
    // Another run that has the folder: `dropin run` refuses it, and says so.
    return { record: record?.spec_digest === run.digest ? record : undefined };
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}

function stateOf(
  run: PlannedRun,
  record: RunRecord | undefined,
  exit: number | undefined,
  queue: Queue,
): RunState {
  if (record?.status === 'finished') return 'done';
  const queued = queue.get(run.id);
  if (queued !== undefined) return queued;
  const holder = lockHolder(run.folder.lock);
  if (holder?.here === true) return 'running';
  if (holder !== undefined && !queue.ran(run.id, holder.host)) return 'running';
  if (record?.status === 'diverged') return 'diverged';
  if (record?.status === 'failed' || (exit !== undefined && !SOUND_ENDS.includes(exit))) return 'failed';
  return record === undefined ? 'new' : 'stopped';
}

function reasonOf(run: PlannedRun, sweep: SweepFolder, record: RunRecord | undefined): string {
  if (record?.diverged_at !== undefined)
    return `the loss was NaN or infinite at iteration ${record.diverged_at}`;
  return record?.error ?? logEnd(sweep, run, 1)[0] ?? '';
}

function exitCodeOf(state: RunState, exit: number | undefined): number {
  return exit ?? (state === 'diverged' ? EXIT.DIVERGED : EXIT.FAILED);
}

/** The rows so far; a curve that is being written, or cut off at a resume, is looked at again the next time. */
function curveOf(run: PlannedRun): CurveRow[] {
  const text = readTextIfThere(run.folder.curve);
  if (text === undefined) return [];
  try {
    return parseCurve(text);
  } catch {
    return [];
  }
}
