import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import writeFileAtomic from 'write-file-atomic';
import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { prepareSweep } from '../folder.js';
import { DROPIN } from '../local/child.js';
import type { SweepPlan } from '../plan.js';
import type { PlannedRun } from '../planned-run.js';
import { threadsOf } from '../status.js';
import { batchScript } from './script.js';

export interface SlurmOptions {
  /** Options of sbatch by their long names. */
  readonly sbatch: Readonly<Record<string, string>>;
  readonly parallelism: number | undefined;
  /** Runs that a task starts at once, on the GPUs that Slurm gives it. */
  readonly runsPerTask: number;
  /** Jobs and tasks that must have ended before, however they end: a run without its source says so. */
  readonly after: readonly string[];
}

export interface SubmittedJob {
  readonly job: string;
  readonly script: string;
}

/** `partition=gpu,time=8:00:00,gres=gpu:1`; an item without = belongs to the value before, as in `nodelist=a,b`. */
export function parseSlurmOptions(text: string): Record<string, string> {
  const options: Record<string, string> = {};
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new DropinError(
      `--slurm ${JSON.stringify(text)}: expected no line breaks or other control characters`,
      EXIT.USAGE,
    );
  }
  let last: string | undefined;
  if (text === '') return options;
  for (const item of text.split(',')) {
    const equals = item.indexOf('=');
    if (/^[a-z][a-z-]*=/.test(item)) {
      last = item.slice(0, equals);
      options[last] = item.slice(equals + 1);
    } else if (last !== undefined && item !== '') {
      options[last] = `${options[last] ?? ''},${item}`;
    } else {
      throw new DropinError(
        `--slurm ${text}: expected option=value, found ${JSON.stringify(item)}`,
        EXIT.USAGE,
      );
    }
  }
  return options;
}

/**
 * Writes the batch script and submits it.
 *
 * @throws {DropinError} with the message of sbatch.
 */
export async function submit(
  plan: SweepPlan,
  runs: readonly PlannedRun[],
  { sbatch, parallelism, runsPerTask, after }: SlurmOptions,
): Promise<SubmittedJob> {
  const { folder } = plan;
  prepareSweep(folder, runs);
  const submittedAt = new Date().toISOString();
  const script = join(folder.slurm, `${submittedAt.replace(/\W/g, '')}.sh`);
  const tasks = runs.map((run) => ({ id: run.id, out: run.folder.path, threads: threadsOf(run) }));
  const place = { cwd: process.cwd(), node: process.execPath, dropin: DROPIN };
  writeFileAtomic.sync(
    script,
    batchScript({
      sweep: plan.name,
      folder,
      tasks,
      options: waitingFor(after, sbatch),
      parallelism,
      runsPerTask,
      ...place,
    }),
  );
  const job = await runSbatch(script);
  const record = {
    job,
    submitted_at: submittedAt,
    runs: runs.map(({ id }) => id),
    runs_per_task: runsPerTask,
  };
  writeFileAtomic.sync(join(folder.slurm, `${job}.json`), `${JSON.stringify(record, null, 2)}\n`);
  return { job, script };
}

/** The options with a dependency on jobs, besides a given one. */
function waitingFor(jobs: readonly string[], options: SlurmOptions['sbatch']): SlurmOptions['sbatch'] {
  if (jobs.length === 0) return options;
  const after = `afterany:${jobs.join(':')}`;
  const { dependency } = options;
  return { ...options, dependency: dependency === undefined ? after : `${dependency},${after}` };
}

async function runSbatch(script: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('sbatch', ['--parsable', script]);
    return stdout.trim().split(';')[0] ?? '';
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') {
      throw new DropinError(
        'sbatch was not found: use --launcher slurm on a machine that has Slurm’s commands',
        EXIT.FAILED,
      );
    }
    throw new DropinError(`sbatch refused ${script}: ${(stderr ?? message).trim()}`, EXIT.FAILED, {
      cause: error,
    });
  }
}
