import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lockHolder } from '../../src/run/lock.js';
import { runFolder } from '../../src/run/folder.js';
import { readRecord } from '../../src/run/record-file.js';
import { curves, sweep, sweepFolderOf, TINY } from '../tensorflow/sweep/helpers.js';
import { Cluster, command, MISSING } from './cluster.js';

const REASON =
  MISSING.length > 0 ? ` (skipped: no ${MISSING.join(', ')}; apt-get install slurm-wlm munge)` : '';

let cluster: Cluster | undefined;
let trouble: string | undefined;
const folders: string[] = [];

beforeAll(async () => {
  if (MISSING.length > 0) return;
  cluster = new Cluster();
  trouble = await cluster.start();
  if (trouble !== undefined) console.warn(`test/slurm is skipped: ${trouble}`);
});
afterAll(async () => {
  await cluster?.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
beforeEach(({ skip }) => {
  if (trouble !== undefined) skip(trouble);
});

describe.skipIf(MISSING.length > 0)(`a sweep through Slurm${REASON}`, () => {
  it('of six runs, one cancelled and one requeued half-way, starts the missing ones and ends like a local sweep', async () => {
    // Long enough that the first two are still training when they are held.
    const six = [
      'tiny.yaml',
      '--iterations',
      '2000',
      '--lengths',
      '20,40,none',
      '--seeds',
      '2',
      '--threads',
      '1',
    ];
    const folder = newFolder();
    const first = await sweep(folder, ...six, '--launcher', 'slurm');
    expect(first.stderr).toMatch(
      /^job \d+ submitted: 6 runs, by results\/sweeps\/tiny\/slurm\/\w+\.sh\nrun +settings/m,
    );
    expect(first.code).toBe(0);
    const [job] = jobs(folder);
    const runs = await runFolders(folder, six);
    await Promise.all(runs.slice(0, 2).map(hold));
    await command('scancel', `${job}_0`);
    await command('scontrol', 'requeue', `${job}_1`);
    await until(async () => !(await tasks()).includes(`${job}_0`));
    expect(readRecord(runFolder(runs[0]!))).toMatchObject({ status: 'stopped', signal: 'SIGTERM' });

    const second = await sweep(folder, ...six, '--launcher', 'slurm');
    expect(second.stderr).toMatch(/^job \d+ submitted: 1 run, by /);
    await until(async () => (await tasks()).length === 0);
    const third = await sweep(folder, ...six, '--launcher', 'slurm');
    expect(third.stderr).toMatch(/^nothing to submit\n/);
    const local = newFolder();
    const here = await sweep(local, ...six, '--jobs', '2');
    expect(await sweep(folder, ...six, '--status')).toMatchObject({ code: 0, stdout: here.stdout });
    expect(Object.keys(curves(folder))).toHaveLength(6);
    expect(curves(folder)).toEqual(curves(local));
    expect(runs.map((run) => readRecord(runFolder(run))!.resumes.length)).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('of three runs, two in a task, ends like a local sweep and shows the task of each', async () => {
    const folder = newFolder();
    const three = ['tiny.yaml', '--lengths', '20,40,none', '--threads', '1'];
    const submitted = await sweep(folder, ...three, '--launcher', 'slurm', '--jobs-per-gpu', '2');
    expect(submitted.code, submitted.stderr).toBe(0);
    const [job] = jobs(folder);
    expect((await tasks()).sort()).toEqual([`${job}_0`, `${job}_1`]);
    await until(async () => (await tasks()).length === 0);
    const local = newFolder();
    const here = await sweep(local, ...three);
    expect(await sweep(folder, ...three, '--status')).toMatchObject({ code: 0, stdout: here.stdout });
    expect(curves(folder)).toEqual(curves(local));
  });

  it('submits runs that start from another spec’s weights after the job of that spec', async () => {
    const folder = newFolder();
    const short = TINY.replace('iterations: 200', 'iterations: 30');
    writeFileSync(join(folder, 'tiny.yaml'), short);
    writeFileSync(
      join(folder, 'warm.yaml'),
      short.replace('name: tiny', 'name: warm\ninit_from: {spec: tiny.yaml}'),
    );
    const { code, stderr } = await sweep(folder, 'warm.yaml', '--threads', '1', '--launcher', 'slurm');
    expect(code, stderr).toBe(0);
    const [source] = /(?<=^job )\d+(?= submitted: 1 run, by )/m.exec(stderr)!;
    expect(stderr).toMatch(new RegExp(`^job \\d+ submitted: 1 run, after ${source}, by `, 'm'));
    await until(async () => (await tasks()).length === 0);
    const record = readRecord(runFolder(join(folder, 'results/warm')));
    expect(record).toMatchObject({ status: 'finished', init_from: { run: 'results/tiny', iteration: 30 } });
  });

  it('works in a folder with spaces and quotes in its name, and with a comment that contains them', async () => {
    const folder = join(newFolder(), `it's "my" work #1 $HOME`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'tiny.yaml'), TINY);
    const comment = `the "best" of two, it's #1 \\o/`;
    const slurm = ['--threads', '1', '--launcher', 'slurm', '--slurm', `comment=${comment}`];
    const { code, stderr } = await sweep(folder, 'tiny.yaml', ...slurm);
    expect(code, stderr).toBe(0);
    const [job] = jobs(folder);
    const shown = await command('scontrol', 'show', 'job', job!);
    expect(shown).toContain(`Comment=${comment} \n`);
    expect(shown).toContain(`WorkDir=${folder}\n`);
    await until(async () => (await tasks()).length === 0);
    expect(readRecord(runFolder(join(folder, 'results/tiny')))!.status).toBe('finished');
    expect(readFileSync(join(folder, `results/sweeps/tiny/slurm/${job}_0.log`), 'utf8')).toMatch(
      /^tiny-\w{8}: ended with exit code 0\n$/,
    );
  });

  it('reports a damaged job record and continues', async () => {
    const folder = newFolder();
    const options = ['tiny.yaml', '--iterations', '2', '--launcher', 'slurm'];
    expect((await sweep(folder, ...options)).code).toBe(0);
    const record = `results/sweeps/tiny/slurm/${jobs(folder)[0]}.json`;
    await until(async () => (await tasks()).length === 0);
    writeFileSync(join(folder, record), '{"job": "1');
    const { code, stderr } = await sweep(folder, ...options, '--status');
    expect(stderr).toMatch(
      `${record}: expected the record of a Slurm job, found something else; ignored (delete the file)\n`,
    );
    expect(code).toBe(0);
  });

  it('resumes after a time limit: signal, checkpoint, requeue, and the curve of a local run', async () => {
    const folder = newFolder();
    const submitted = await sweep(
      folder,
      ...['tiny.yaml', '--threads', '1', '--launcher', 'slurm', '--slurm', 'time=2'],
    );
    expect(submitted.code, submitted.stderr).toBe(0);
    const run = join(folder, 'results/tiny');
    const pid = await hold(run);
    // Slurm checks its limits twice a minute.
    await until(() => isPending('SIGTERM', pid));
    process.kill(pid, 'SIGCONT');
    await until(async () => (await tasks()).length === 0);
    const [job] = jobs(folder);
    expect(readFileSync(join(folder, `results/sweeps/tiny/slurm/${job}_0.log`), 'utf8')).toMatch(
      /^(tiny-\w{8}: ended with exit code 143\nout of time, requeued to resume\n(.*\n)*?)+tiny-\w{8}: ended with exit code 0\n$/,
    );
    const record = readRecord(runFolder(run))!;
    expect(record.status).toBe('finished');
    expect(record.resumes.length).toBeGreaterThan(0);
    const local = newFolder();
    expect((await sweep(local, 'tiny.yaml', '--threads', '1')).code).toBe(0);
    expect(curves(folder)).toEqual(curves(local));
  });
});

function newFolder(): string {
  const folder = sweepFolderOf({ 'tiny.yaml': TINY });
  folders.push(folder);
  return folder;
}

/** The numbers of the jobs that a folder's sweep submitted, in order. */
function jobs(folder: string): string[] {
  const numbers = readdirSync(join(folder, 'results/sweeps/tiny/slurm'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => Number.parseInt(name));
  return numbers.sort((a, b) => a - b).map(String);
}

/** The folders of a sweep's runs, in the order of its tasks. */
async function runFolders(folder: string, args: readonly string[]): Promise<string[]> {
  const { stdout } = await sweep(folder, ...args, '--status', '--json');
  const { runs } = JSON.parse(stdout) as { runs: { folder: string }[] };
  return runs.map((run) => join(folder, run.folder));
}

/** Suspends the process of a run once it has begun to train, so that it is half-way on any machine. */
async function hold(run: string): Promise<number> {
  const folder = runFolder(run);
  await until(() => existsSync(folder.curve) && readFileSync(folder.curve, 'utf8').split('\n').length > 4);
  const pid = lockHolder(folder.lock)?.pid;
  if (pid === undefined) throw new Error(`${run} has ended before it could be held`);
  process.kill(pid, 'SIGSTOP');
  return pid;
}

/** The pending and running array tasks, as JOB_TASK. */
async function tasks(): Promise<string[]> {
  return (await command('squeue', '--me', '--array', '--noheader', '--format=%F_%K'))
    .split('\n')
    .slice(0, -1);
}

/** Whether a signal is pending for a suspended process. */
function isPending(signal: 'SIGTERM', pid: number): boolean {
  const bit = { SIGTERM: 14 }[signal];
  const mask = /^ShdPnd:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]!;
  return ((BigInt(`0x${mask}`) >> BigInt(bit)) & 1n) === 1n;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await setTimeout(50);
}
