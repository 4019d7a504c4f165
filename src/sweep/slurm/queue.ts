import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { DropinError, messageOf } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { sweepsFolder } from '../folder.js';
import { readTextIfThere } from '../../common/read-text.js';

/** slurm/JOB.json of a sweep: the runs of a job array, in the order of its tasks, each of which has `runs_per_task`. */
const jobSchema = z.strictObject({
  job: z.string().regex(/^\d+$/),
  submitted_at: z.string(),
  runs: z.array(z.string()),
  runs_per_task: z.number().int().min(1).default(1),
});

/** What Slurm knows about the runs. */
export interface Queue {
  /** Whether a job will run it, or is running it. */
  get(id: string): 'queued' | 'running' | undefined;
  /** The task (JOB_TASK) that will run it, or is running it. */
  taskOf(id: string): string | undefined;
  /** Whether a job that is over last ran it on this host: a lock from there is stale. */
  ran(id: string, host: string): boolean;
  /** Messages about job records that cannot be read; the state of their jobs is unknown. */
  readonly problems: readonly string[];
}

/** The queue if no job was ever submitted. */
export const NO_QUEUE: Queue = {
  get: () => undefined,
  taskOf: () => undefined,
  ran: () => false,
  problems: [],
};

/**
 * Asks Slurm for the jobs that sweeps in results/ submitted. Does not call Slurm if there are none.
 *
 * @throws {DropinError} when jobs were submitted and Slurm does not answer, since a run could be started twice.
 */
export async function readQueue(results: string): Promise<Queue> {
  const folders = slurmFolders(results);
  const problems: string[] = [];
  const jobs = submittedJobs(folders, (problem) => problems.push(problem));
  if (jobs.length === 0) return { ...NO_QUEUE, problems };
  const states = await taskStates();
  const runs = new Map<string, { readonly task: string; readonly state: 'queued' | 'running' }>();
  for (const { job, runs: ids, runs_per_task: perTask } of jobs) {
    for (const [position, id] of ids.entries()) {
      const name = `${job}_${Math.floor(position / perTask)}`;
      const state = states.get(name);
      if (state !== undefined) runs.set(id, { task: name, state });
    }
  }
  const ran = (id: string, host: string) => !runs.has(id) && hostsOf(folders, id).includes(host);
  return { get: (id) => runs.get(id)?.state, taskOf: (id) => runs.get(id)?.task, ran, problems };
}

type Job = z.output<typeof jobSchema>;

function submittedJobs(folders: readonly string[], report: (problem: string) => void): Job[] {
  return folders.flatMap((folder) =>
    list(folder)
      .filter((name) => /^\d+\.json$/.test(name))
      .flatMap((name) => readJob(join(folder, name), report) ?? []),
  );
}

/** A run of an unreadable job may be started again; its lock or its result then stops the second. */
function readJob(path: string, report: (problem: string) => void): Job | undefined {
  try {
    return jobSchema.parse(JSON.parse(readTextIfThere(path) ?? ''));
  } catch {
    report(`${path}: expected the record of a Slurm job, found something else; ignored (delete the file)`);
    return undefined;
  }
}

function hostsOf(folders: readonly string[], id: string): string[] {
  return folders.flatMap((folder) => readTextIfThere(join(folder, `${id}.host`))?.trim() ?? []);
}

function slurmFolders(results: string): string[] {
  const sweeps = sweepsFolder(results);
  return list(sweeps).map((name) => join(sweeps, name, 'slurm'));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The user's waiting and running array tasks, by JOB_TASK. */
async function taskStates(): Promise<Map<string, 'queued' | 'running'>> {
  const args = ['--me', '--array', '--noheader', '--format=%F_%K %T'];
  try {
    const { stdout } = await promisify(execFile)('squeue', args);
    return parseStates(stdout);
  } catch (error) {
    const reason = messageOf(error);
    throw new DropinError(
      `squeue failed, so the jobs of earlier sweeps are unknown: ${reason.trim()}`,
      EXIT.FAILED,
      {
        cause: error,
      },
    );
  }
}

const OVER = [
  'CANCELLED',
  'COMPLETED',
  'FAILED',
  'TIMEOUT',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'DEADLINE',
  'BOOT_FAIL',
];
const WAITING = [
  'PENDING',
  'REQUEUED',
  'REQUEUE_HOLD',
  'CONFIGURING',
  'SPECIAL_EXIT',
  'REQUEUE_FED',
  'PREEMPTED',
];

/** Lines `12_3 RUNNING` of squeue. */
export function parseStates(text: string): Map<string, 'queued' | 'running'> {
  const states = new Map<string, 'queued' | 'running'>();
  for (const line of text.split('\n')) {
    const [task, state] = line.trim().split(' ');
    if (task === undefined || state === undefined || OVER.includes(state)) continue;
    states.set(task, WAITING.includes(state) ? 'queued' : 'running');
  }
  return states;
}
