import { EXIT } from '../../../common/exit-codes.js';
import { availableParallelism } from 'node:os';
import { parseGrid, parseLengths } from '../../../sweep/options.js';
import { concurrentRuns, divide, listGpus } from '../../../sweep/devices.js';
import { expectRoom } from '../../../sweep/estimate.js';
import { logEnd, logFile } from '../../../sweep/folder.js';
import { LocalLauncher } from '../../../sweep/local/launch.js';
import { printable } from '../../../common/printable.js';
import { planSweep, type SweepPlan } from '../../../sweep/plan.js';
import type { PlannedRun } from '../../../sweep/planned-run.js';
import { resultRows, type RunWithStatus } from '../../../sweep/results.js';
import { writeTables } from '../../../sweep/tables.js';
import { wavesOf } from '../../../sweep/waves.js';
import { NO_QUEUE, readQueue, type Queue } from '../../../sweep/slurm/queue.js';
import { parseSlurmOptions, submit } from '../../../sweep/slurm/submit.js';
import { statusOf, type RunState } from '../../../sweep/status.js';
import { SIGNAL_EXIT_CODES, SignalStop, type StopSignal } from '../../../train/signals.js';
import { formatPercent } from '../../../common/format.js';
import { openSweepView, type SweepView } from '../../render/sweep-view.js';
import { resultTable, settingsText, statusTable } from '../../render/sweep-table.js';
import { sweepJson } from './json.js';
import type { GivenSweepOptions, SweepOptions } from './options.js';
import { freeBytes } from '../../../common/disk.js';

/** Lines shown from the end of a crashed run's log. */
const LOG_LINES = 10;

/** `dropin sweep`; returns the exit code. */
export async function sweepCommand(file: string, given: GivenSweepOptions): Promise<number> {
  const options = { ...given, jobs: given.jobs ?? concurrentRuns(given, listGpus()) };
  const sbatch = parseSlurmOptions(options.slurm ?? '');
  const plan = planSweep(file, axesOf(options), options, options.results);
  const queue = await readQueue(options.results);
  for (const problem of queue.problems) process.stderr.write(`${printable(problem)}\n`);
  const before = look(plan, queue);
  if (options.status === true) {
    showRuns(before, options);
    return finish(plan, before, options);
  }
  const todo = before.filter(({ status }) => starts(status.state, options)).map(({ run }) => run);
  const free = freeBytes(options.results);
  if (options.dryRun === true) {
    // Imported here, so that --status does not load the graph compiler and TensorFlow.
    const { showExpectations } = await import('./dry-run.js');
    await showExpectations(before, todo, options, free);
  }
  expectRoom(todo, options.results, free);
  if (options.dryRun === true) return EXIT.OK;
  if (options.launcher === 'slurm') {
    await submitAll(plan, todo, queue, {
      sbatch: withThreads(sbatch, options),
      parallelism: options.arrayParallelism,
      runsPerTask: options.jobsPerGpu ?? 1,
    });
    showRuns(look(plan, await readQueue(options.results)), options);
    return EXIT.OK;
  }
  const signal = await launchAll(plan, todo, options, queue);
  const code = finish(plan, look(plan, queue), options);
  return signal === undefined ? code : SIGNAL_EXIT_CODES[signal];
}

function axesOf({ lengths, grid, seeds }: SweepOptions): Parameters<typeof planSweep>[1] {
  return {
    lengths: lengths === undefined ? undefined : parseLengths(lengths),
    grid: grid?.map(parseGrid),
    seeds,
  };
}

function look({ runs, folder }: SweepPlan, queue: Queue): RunWithStatus[] {
  return runs.map((run) => ({ run, status: statusOf(run, folder, queue) }));
}

/** Whether to start a run. The local launcher waits for a run that another process holds; Slurm skips it. */
function starts(state: RunState, { retryFailed, launcher }: SweepOptions): boolean {
  switch (state) {
    case 'new':
    case 'stopped':
      return true;
    case 'failed':
    case 'diverged':
      return retryFailed === true;
    case 'running':
      return launcher === 'local';
    case 'queued':
    case 'done':
      return false;
  }
}

function withThreads(
  sbatch: Record<string, string>,
  { threads, jobsPerGpu = 1 }: SweepOptions,
): Record<string, string> {
  return threads === undefined ? sbatch : { 'cpus-per-task': String(threads * jobsPerGpu), ...sbatch };
}

async function submitAll(
  plan: SweepPlan,
  todo: readonly PlannedRun[],
  queue: Queue,
  options: Omit<Parameters<typeof submit>[2], 'after'>,
): Promise<void> {
  if (todo.length === 0) {
    process.stderr.write('nothing to submit\n');
    return;
  }
  const jobs = new Map<string, string>();
  for (const wave of wavesOf(todo)) {
    const sources = wave.flatMap(({ source = '' }) => jobs.get(source) ?? queue.taskOf(source) ?? []);
    const after = [...new Set(sources)];
    const { job, script } = await submit(plan, wave, { ...options, after });
    for (const { id } of wave) jobs.set(id, job);
    const waits = after.length === 0 ? '' : `, after ${after.join(', ')}`;
    process.stderr.write(`job ${job} submitted: ${count(wave.length, 'run')}${waits}, by ${script}\n`);
  }
}

/** Runs what is left to do; returns the signal that stopped the sweep, if any. */
async function launchAll(
  plan: SweepPlan,
  todo: readonly PlannedRun[],
  { jobs, threads, json }: SweepOptions,
  queue: Queue,
): Promise<StopSignal | undefined> {
  const elsewhere = (run: PlannedRun) => queue.get(run.id) !== undefined;
  const runs = todo.filter((run) => !elsewhere(run));
  if (runs.length === 0) return undefined;
  const total = threads === undefined ? availableParallelism() : threads * jobs;
  const view = openSweepView(() => look(plan, queue));
  const launcher = new LocalLauncher(plan.folder, divide(jobs, total, listGpus()), observerOf(plan, view));
  const stop = new SignalStop((signal) => {
    view.say(
      `${signal}: every run finishes its step and writes a checkpoint; the same command resumes the sweep`,
    );
    launcher.stop(signal);
  });
  try {
    for (const wave of wavesOf(runs)) if (stop.signal === undefined) await launcher.launch(wave);
    return stop.signal;
  } finally {
    stop.dispose();
    view.close();
    if (json !== true) process.stderr.write(statusTable(look(plan, queue)));
  }
}

function observerOf(plan: SweepPlan, view: SweepView) {
  const named = (run: PlannedRun) => {
    const settings = settingsText(run);
    return settings === '' ? run.id : `${run.id} (${settings})`;
  };
  return {
    started: (run: PlannedRun) => {
      view.say(`${named(run)}: started`);
    },
    waiting: (run: PlannedRun) => {
      view.say(`${named(run)}: held by another process, waiting for it`);
    },
    ended: (run: PlannedRun, code: number) => {
      const { state, iteration, accuracy } = statusOf(run, plan.folder, NO_QUEUE);
      const test = accuracy === undefined ? '' : `, test accuracy ${formatPercent(accuracy)}`;
      view.say(`${named(run)}: ${state} at iteration ${iteration}${test}`);
      if (state === 'failed' || state === 'diverged') view.say(logReport(plan, run, code));
    },
  };
}

/** The end of a failed run's log, indented. */
function logReport(plan: SweepPlan, run: PlannedRun, code: number): string {
  const lines = logEnd(plan.folder, run, LOG_LINES).map((line) => `    ${line}`);
  return [`  exit code ${code}; ${logFile(plan.folder, run)} ends with`, ...lines].join('\n');
}

function showRuns(runs: readonly RunWithStatus[], { json }: SweepOptions): void {
  if (json !== true) process.stderr.write(statusTable(runs));
}

/** Prints and writes the table of results; returns the exit code. */
function finish(plan: SweepPlan, runs: readonly RunWithStatus[], { json }: SweepOptions): number {
  const rows = resultRows(runs);
  if (json === true) process.stdout.write(sweepJson(plan, runs, rows));
  else process.stdout.write(resultTable(rows));
  if (runs.some(({ status }) => status.state === 'done')) {
    writeTables(plan, runs, rows);
    process.stderr.write(`results: ${plan.folder.table}\n`);
  }
  const codes = new Set(runs.flatMap(({ status }) => status.exitCode ?? []));
  if (codes.size > 0) {
    const failed = runs.filter(({ status }) => status.exitCode !== undefined).length;
    process.stderr.write(`${count(failed, 'run')} failed; --retry-failed starts them again\n`);
  }
  return exitCodeOf(codes);
}

/** 0 if no run failed; the exit code that all failures share; otherwise 1. */
function exitCodeOf(codes: ReadonlySet<number>): number {
  if (codes.size === 0) return EXIT.OK;
  const [code] = codes;
  return codes.size === 1 && code !== undefined && code <= EXIT.DIVERGED ? code : EXIT.FAILED;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
