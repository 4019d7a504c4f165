import { availableParallelism } from 'node:os';
import { runBytes } from '../../../run/room.js';
import { gigabytes, makespan, secondsLeft } from '../../../sweep/estimate.js';
import { PaceMeter } from '../../../sweep/measure.js';
import type { PlannedRun } from '../../../sweep/planned-run.js';
import type { RunWithStatus } from '../../../sweep/results.js';
import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { formatDuration } from '../../../common/format.js';
import { expectationTable, type Expectation } from '../../render/sweep-table.js';
import { useThreads } from '../../../common/threads.js';
import type { SweepOptions } from './options.js';

/** `--dry-run`: lists every run, with the expected time and disk space of those that would start. */
export async function showExpectations(
  runs: readonly RunWithStatus[],
  todo: readonly PlannedRun[],
  { jobs, threads, json }: SweepOptions,
  free: number,
): Promise<void> {
  useThreads(threads ?? Math.max(1, Math.floor(availableParallelism() / jobs)));
  const expected = new Map<string, Expectation>();
  const meter = new PaceMeter();
  for (const { run, status } of runs.filter((entry) => todo.includes(entry.run))) {
    expected.set(run.id, {
      seconds: await secondsOf(run, status.iteration, meter),
      disk: runBytes(run.experiment),
    });
  }
  const expectations = [...expected.values()];
  const disk = expectations.reduce((sum, one) => sum + one.disk, 0);
  const seconds = expectations.flatMap((one) => (typeof one.seconds === 'number' ? one.seconds : []));
  const unknown = expectations.length - seconds.length;
  const total = makespan(seconds, jobs);
  const mayStopEarly = runs.some(({ run, status }) => expected.has(run.id) && status.mayStopEarly);
  if (json === true) {
    process.stdout.write(
      `${JSON.stringify(expectationJson(runs, expected, unknown > 0 ? null : total, disk, free), null, 2)}\n`,
    );
    return;
  }
  process.stdout.write(expectationTable(runs, expected));
  process.stdout.write(
    `${todo.length} of ${runs.length} runs to start: ${timeText(total, seconds.length, unknown, { jobs, mayStopEarly })}, ` +
      `up to ${gigabytes(disk)} of disk (${gigabytes(free)} free)\n`,
  );
}

/** Says how many runs have no measured time, rather than omitting them. */
function timeText(
  total: number,
  measured: number,
  unknown: number,
  { jobs, mayStopEarly }: { jobs: number; mayStopEarly: boolean },
): string {
  const about = `${mayStopEarly ? 'at most' : 'about'} ${formatDuration(total)} with --jobs ${jobs}`;
  if (unknown === 0) return about;
  const missing = `time of ${unknown} unknown without the data set`;
  return measured === 0 ? missing : `${about} for ${measured}, ${missing}`;
}

async function secondsOf(run: PlannedRun, iteration: number, meter: PaceMeter): Promise<number | string> {
  try {
    return secondsLeft(run, iteration, await meter.pace(run));
  } catch (error) {
    if (error instanceof DropinError && error.exitCode === EXIT.DATA) return 'data set missing';
    throw error;
  }
}

function expectationJson(
  runs: readonly RunWithStatus[],
  expected: ReadonlyMap<string, Expectation>,
  seconds: number | null,
  disk: number,
  free: number,
): object {
  return {
    runs: runs.map(({ run, status }) => {
      const one = expected.get(run.id);
      return {
        id: run.id,
        folder: run.folder.path,
        state: status.state,
        seconds: typeof one?.seconds === 'number' ? one.seconds : null,
        disk_bytes: one?.disk ?? null,
      };
    }),
    seconds,
    disk_bytes: disk,
    free_bytes: free,
  };
}
