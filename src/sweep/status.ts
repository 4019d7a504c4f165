import { EXIT } from '../common/exit-codes.js';
import { ChangedFiles } from '../run/changed-files.js';
import { changedSource } from '../run/changed-source.js';
import { NO_TAIL, readTail, type CurveTail } from '../run/curve-tail.js';
import { finalFraction } from '../run/final-accuracy.js';
import { factsIn } from '../run/facts-in.js';
import type { RunFolder } from '../run/folder.js';
import type { RunFacts } from '../run/run-facts.js';
import { digestOfRecorded } from '../spec/identity.js';
import { lockHolder } from '../run/lock.js';
import { logEnd, readExit, type SweepFolder } from './folder.js';
import type { PlannedRun } from './planned-run.js';
import { readTextIfThere } from '../common/read-text.js';
import { SIGNAL_EXIT_CODES } from '../train/signals.js';
import type { Queue } from './slurm/queue.js';

/**
 * new: it has no folder yet. queued: a Slurm job will run it. running: a process holds its lock. stopped: it resumes from
 * its newest checkpoint. failed, diverged: it is only started again with --retry-failed. done: it is finished.
 */
export type RunState = 'new' | 'queued' | 'running' | 'stopped' | 'failed' | 'diverged' | 'done';

export interface RunStatus {
  readonly state: RunState;
  readonly iteration: number;
  readonly iterations: number;
  /** Whether `iterations` is only an upper limit, because the run may stop early. */
  readonly mayStopEarly: boolean;
  /** The iteration at which it stopped early. */
  readonly stoppedEarlyAt: number | undefined;
  /** Accuracy of the newest test pass, a fraction. */
  readonly accuracy: number | undefined;
  /** Mean accuracy of the last three test passes, a fraction, as in a report. */
  readonly final: number | undefined;
  /** Digest of the data that it trained on. */
  readonly dataDigest: string | undefined;
  /** Seconds of training and testing so far. */
  readonly seconds: number;
  /** Why a finished run would start from other weights now; undefined if it would not. */
  readonly stale: string | undefined;
  /** Why it failed. */
  readonly reason: string | undefined;
  /** Exit code of a failure. */
  readonly exitCode: number | undefined;
}

/** Exit codes that are not failures: finished, and stopped by a signal with a checkpoint. */
const SOUND_ENDS: readonly number[] = [0, ...Object.values(SIGNAL_EXIT_CODES)];

/** The state of a run, read from its files: it does not matter which process started it. */
export function statusOf(run: PlannedRun, sweep: SweepFolder, queue: Queue): RunStatus {
  const { solver } = run.experiment.spec;
  const facts = factsOf(run);
  const { last, tests } = facts === undefined ? NO_TAIL : tailOf(run);
  const exit = readExit(sweep, run);
  const state = stateOf(run, { facts, hasCurve: last !== undefined, exit }, queue);
  const failed = state === 'failed' || state === 'diverged';
  return {
    state,
    iteration: Math.max(last?.iteration ?? 0, facts?.record.iteration ?? 0),
    iterations: solver.iterations,
    mayStopEarly: solver.early_stop !== undefined,
    stoppedEarlyAt: facts?.record.stopped_early?.iteration,
    accuracy: tests.at(-1)?.accuracy,
    final: finalFraction(tests),
    seconds: last?.elapsedS ?? facts?.record.wall_time_s ?? 0,
    dataDigest: facts?.dataDigest,
    stale: state === 'done' && facts !== undefined ? changedSource(run.experiment.spec, facts) : undefined,
    reason: failed ? reasonOf(run, sweep, facts) : undefined,
    exitCode: failed ? exitCodeOf(state, exit) : undefined,
  };
}

/** The number of threads that a run began with. A sweep keeps it: another number changes the last bits. */
export function threadsOf(run: PlannedRun): number | undefined {
  const { fingerprint, record } = factsOf(run) ?? {};
  return fingerprint?.numerics?.threads ?? record?.provenance?.threads ?? undefined;
}

const tails = new ChangedFiles<CurveTail>();

/** Undefined where the folder holds no run of this spec. If it holds another, `dropin run` refuses the folder. */
function factsOf({ folder, digest }: PlannedRun): RunFacts | undefined {
  const found = factsIn(folder);
  return found !== undefined && isDigestOf(folder, found, digest) ? found : undefined;
}

function isDigestOf(folder: RunFolder, { specDigest = '' }: RunFacts, digest: string): boolean {
  return digestOfRecorded(specDigest, () => readTextIfThere(folder.spec)) === digest;
}

function tailOf({ folder }: PlannedRun): CurveTail {
  return tails.read(folder.curve, () => readTail(folder.curve));
}

interface Found {
  readonly facts: RunFacts | undefined;
  readonly hasCurve: boolean;
  readonly exit: number | undefined;
}

function stateOf(run: PlannedRun, { facts, hasCurve, exit }: Found, queue: Queue): RunState {
  // A finished run that has lost its curve is damaged, and is resumed.
  if (facts?.status === 'finished' && hasCurve) return 'done';
  const queued = queue.get(run.id);
  if (queued !== undefined) return queued;
  const holder = lockHolder(run.folder.lock);
  if (holder?.here === true) return 'running';
  if (holder !== undefined && !queue.ran(run.id, holder.host)) return 'running';
  if (facts?.status === 'diverged') return 'diverged';
  if (facts?.status === 'failed' || (exit !== undefined && !SOUND_ENDS.includes(exit))) return 'failed';
  return facts === undefined ? 'new' : 'stopped';
}

function reasonOf(run: PlannedRun, sweep: SweepFolder, facts: RunFacts | undefined): string {
  if (facts?.divergedAt !== undefined) return `the loss was NaN or infinite at iteration ${facts.divergedAt}`;
  return facts?.record.error ?? logEnd(sweep, run, 1)[0] ?? '';
}

function exitCodeOf(state: RunState, exit: number | undefined): number {
  return exit ?? (state === 'diverged' ? EXIT.DIVERGED : EXIT.FAILED);
}
