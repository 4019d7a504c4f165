import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { curves, startSweep, sweep, sweepFolderOf, TINY } from './helpers.js';

const SIX = ['--lengths', '20,40,none', '--seeds', '2', '--jobs', '2', '--threads', '1'];

describe('six runs, two at a time', () => {
  it('end with the curves of an undisturbed sweep after SIGKILL half-way, without repeating finished runs', async () => {
    const undisturbed = sweepFolderOf({ 'tiny.yaml': TINY });
    expect((await sweep(undisturbed, 'tiny.yaml', ...SIX)).code).toBe(0);
    const killed = sweepFolderOf({ 'tiny.yaml': TINY });
    const process = startSweep(killed, 'tiny.yaml', ...SIX);
    const finished = await firstFinished(killed, 2);
    process.child.kill('SIGKILL');
    await process.ended;
    const records = finished.map((path) => readFileSync(path, 'utf8'));
    const again = await sweep(killed, 'tiny.yaml', ...SIX);
    expect(again.code).toBe(0);
    expect(finished.map((path) => readFileSync(path, 'utf8'))).toEqual(records);
    expect(Object.keys(curves(killed))).toHaveLength(6);
    expect(curves(killed)).toEqual(curves(undisturbed));
    expect(again.stdout).toMatch(/^name +length +final accuracy +n\ntiny +20 +\d+\.\d\d% ± \d\.\d\d% +2\n/);
    expect(readFileSync(join(killed, 'results/sweeps/tiny/accuracy.csv'), 'utf8').split('\n')).toHaveLength(
      5,
    );
  });

  it('stop with a checkpoint and exit code 130 on SIGINT, and resume', async () => {
    const folder = sweepFolderOf({ 'tiny.yaml': TINY.replace('iterations: 200', 'iterations: 4000') });
    const { child, ended } = startSweep(folder, 'tiny.yaml', '--seeds', '2', '--jobs', '2', '--threads', '1');
    while (
      readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('curve.csv')).length < 2
    ) {
      await setTimeout(50);
    }
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr.match(/\(seed \d\): stopped at iteration \d+/g)).toHaveLength(2);
    expect((await sweep(folder, 'tiny.yaml', '--seeds', '2', '--status', '--json')).stdout).toContain(
      '"stopped"',
    );
  });
});

it('a run resumes with its original number of threads, whatever --jobs and --threads say', async () => {
  const folder = sweepFolderOf({ 'tiny.yaml': TINY.replace('iterations: 200', 'iterations: 1000') });
  const { child, ended } = startSweep(folder, 'tiny.yaml', '--threads', '1');
  while (!existsSync(join(folder, 'results/tiny/checkpoints/iteration-00000050'))) await setTimeout(20);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  const { code } = await sweep(folder, 'tiny.yaml', '--threads', '2');
  expect(code).toBe(0);
  const record = readFileSync(join(folder, 'results/tiny/run.json'), 'utf8');
  expect(JSON.parse(record)).toMatchObject({ fingerprint: { numerics: { threads: 1 } } });
  expect(JSON.parse(record)).toMatchObject({ other_bits: [] });
});

describe('a failure', () => {
  it('by divergence is reported with the end of its log; the others finish; --retry-failed runs it again', async () => {
    const folder = sweepFolderOf({ 'tiny.yaml': TINY });
    const args = ['tiny.yaml', '--grid', 'solver.base_lr=1e30,0.01', '--threads', '1'];
    const { code, stderr, stdout } = await sweep(folder, ...args);
    expect(code).toBe(5);
    expect(stderr).toMatch(/\(solver.base_lr 1e30\): diverged at iteration \d/);
    expect(stderr).toMatch(/exit code 5; results\/sweeps\/tiny\/logs\/tiny-[0-9a-f]{8}.log ends with\n {4}/);
    expect(stderr).toContain('1 run failed; --retry-failed starts them again');
    expect(stdout).toMatch(/tiny +0.01 +\d+\.\d\d% +1/);
    expect((await sweep(folder, ...args)).stderr).not.toContain('started');
    expect((await sweep(folder, ...args, '--retry-failed')).stderr).toContain(
      '(solver.base_lr 1e30): started',
    );
  });

  it('for lack of a data set or of a writable folder is reported; the others finish', async () => {
    const missing = TINY.replace('name: tiny', 'name: missing').replace(
      'name: mnist',
      'name: mnist, root: nowhere',
    );
    const blocked = TINY.replace('name: tiny', 'name: blocked').replace('base_lr: 0.01', 'base_lr: 0.02');
    const list = 'name: three\nsweep: {specs: [missing.yaml, blocked.yaml, tiny.yaml]}\n';
    const folder = sweepFolderOf({
      ...{ 'missing.yaml': missing, 'blocked.yaml': blocked, 'tiny.yaml': TINY, 'three.yaml': list },
    });
    mkdirSync(join(folder, 'results'));
    // A file in place of the folder: not even root may write there.
    writeFileSync(join(folder, 'results/blocked'), '');
    const { code, stderr } = await sweep(folder, 'three.yaml', '--threads', '1');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^missing-[0-9a-f]{8}: failed at iteration 0\n {2}exit code 3; /m);
    expect(stderr).toMatch(/^blocked-[0-9a-f]{8}: failed at iteration 0\n {2}exit code 1; /m);
    expect(stderr).toContain('cannot create results/blocked');
    expect(stderr).toMatch(/^tiny-[0-9a-f]{8}: done at iteration 200/m);
    expect(stderr).toContain('2 runs failed; --retry-failed starts them again');
  });

  it('for lack of disk space refuses the sweep before anything runs', async () => {
    const folder = sweepFolderOf({ 'tiny.yaml': TINY });
    const { code, stderr } = await sweep(folder, 'tiny.yaml', '--set', 'checkpoint.keep=2000000000');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^the runs need [\d.]+ GB of disk, but results has [\d.]+ GB free: free some, or/);
    expect(existsSync(join(folder, 'results'))).toBe(false);
  });
});

it('--dry-run shows the runs with time and disk, and starts none', async () => {
  const folder = sweepFolderOf({ 'tiny.yaml': TINY });
  const { code, stdout } = await sweep(folder, 'tiny.yaml', '--seeds', '2', '--dry-run');
  expect(code).toBe(0);
  expect(stdout).toMatch(/tiny-[0-9a-f]{8} +seed 1 +new +0\/200 +\d+ s +0.0\d\d GB +results\/tiny\n/);
  expect(stdout).toMatch(/2 of 2 runs to start: about \d+ s with --jobs 1, up to 0.0\d\d GB of disk/);
  expect(existsSync(join(folder, 'results'))).toBe(false);
});

it('--dry-run works without a data set, and lists the runs whose time it cannot estimate', async () => {
  const missing = TINY.replace('name: tiny', 'name: missing').replace(
    'name: mnist',
    'name: mnist, root: nowhere',
  );
  const list = 'name: two\nsweep: {specs: [missing.yaml, tiny.yaml]}\n';
  const folder = sweepFolderOf({ 'missing.yaml': missing, 'tiny.yaml': TINY, 'two.yaml': list });
  const { code, stdout } = await sweep(folder, 'two.yaml', '--dry-run');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^missing-[0-9a-f]{8} +new +0\/200 +data set missing +0.0\d\d GB +results\/missing$/m,
  );
  expect(stdout).toMatch(
    /^2 of 2 runs to start: about \d+ s with --jobs 1 for 1, time of 1 unknown without the data set, up to /m,
  );
});

/** The records of the first runs to finish, once there are this many. */
async function firstFinished(folder: string, count: number): Promise<string[]> {
  for (;;) {
    const results = join(folder, 'results');
    const records = existsSync(results)
      ? readdirSync(results).map((name) => join(results, name, 'run.json'))
      : [];
    const done = records.filter(
      (path) => existsSync(path) && readFileSync(path, 'utf8').includes('"finished"'),
    );
    if (done.length >= count) return done;
    await setTimeout(50);
  }
}

it('runs that start from another spec’s weights are trained after it, and only once it has finished', async () => {
  const short = TINY.replace('iterations: 200', 'iterations: 30').replace('interval: 100', 'interval: 30');
  const warm = short.replace('name: tiny', 'name: warm\ninit_from: {spec: tiny.yaml}');
  const folder = sweepFolderOf({ 'tiny.yaml': short, 'warm.yaml': warm });
  const options = ['--seeds', '2', '--jobs', '2', '--threads', '1'];
  const listed = await sweep(folder, 'warm.yaml', ...options, '--status');
  expect(listed.stderr.match(/^(tiny|warm)\S*/gm)?.map((id) => id.split('-')[0])).toEqual([
    'tiny',
    'warm',
    'tiny',
    'warm',
  ]);
  const { code, stderr } = await sweep(folder, 'warm.yaml', ...options);
  expect(code, stderr).toBe(0);
  const starts = stderr
    .match(/^(tiny|warm)\S* \(seed \d\): (started|done)/gm)!
    .map((line) => line.slice(0, 4));
  expect(starts.lastIndexOf('tiny')).toBeLessThan(starts.indexOf('warm'));
  const sources = readdirSync(join(folder, 'results'))
    .filter((name) => name.startsWith('warm'))
    .map((name) => readFileSync(join(folder, 'results', name, 'run.json'), 'utf8'))
    .map((text) => (JSON.parse(text) as { init_from: { run: string; iteration: number } }).init_from);
  expect(sources.map(({ iteration }) => iteration)).toEqual([30, 30]);
  for (const { run } of sources) expect(run).toMatch(/^results\/tiny/);
});
