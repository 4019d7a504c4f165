import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { scalarsIn } from '../graph/helpers/events.js';
import {
  curveOf,
  curveReaches,
  DROPIN,
  dropin,
  start,
  workFolder,
} from '../../../scripts/reliability/processes.js';

/** An uninterrupted run. */
let folder: string;
let whole: string[];

beforeAll(async () => {
  folder = workFolder();
  const { code, stderr } = await dropin(folder, 'run', 'small.yaml');
  expect(code, stderr).toBe(0);
  whole = curveOf(join(folder, 'results/small'));
});

/** The points that TensorBoard shows of a run, sorted. */
function points(run: string): string[] {
  return scalarsIn(join(run, 'tensorboard'))
    .filter(({ tag }) => !tag.includes('images_per_s'))
    .map(({ tag, step, value }) => `${tag} ${step} ${String(value)}`)
    .sort();
}

interface Found {
  accuracy: number;
  top5: number;
  classes: { name: string; images: number; correct: number; predicted: Record<string, number> }[];
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function rowsOf(csv: string): Record<string, string>[] {
  return parse(readFileSync(join(folder, csv)), { columns: true });
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('dropin run', () => {
  it('learns: 4 tests and 40 train rows, above 80% at the end', () => {
    expect(whole).toHaveLength(1 + 4 + 40);
    expect(Number(whole.at(-1)!.split(',')[3])).toBeGreaterThan(0.8);
  });

  it('gives the same curve for the same seed', async () => {
    const { stdout } = await dropin(folder, 'run', 'small.yaml', '--out', 'again', '--json', '--quiet');
    expect(curveOf(join(folder, 'again'))).toEqual(whole);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'small', status: 'finished', iteration: 400 });
  });

  it('gives another curve for another seed, in a separate folder', async () => {
    await dropin(folder, 'run', 'small.yaml', '--seed', '2', '--iterations', '20');
    const other = readdirSync(join(folder, 'results')).filter((name) => /^small-[0-9a-f]{8}$/.test(name));
    expect(other).toHaveLength(1);
    const [header, ...rows] = curveOf(join(folder, 'results', other[0]!));
    expect(header).toBe(whole[0]);
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(whole).not.toContain(row);
  });

  it('resumes with bit-identical results after SIGKILL at random moments', async () => {
    const run = join(folder, 'killed');
    const args = ['run', 'small.yaml', '--out', 'killed'];
    for (let kill = 0; kill < 4; kill++) {
      const { process: child, ended } = start(folder, ...args);
      const lines = 4 + Math.floor(10 * (kill + [0.2, 0.7, 0.4, 0.9][kill]!));
      await Promise.race([curveReaches(run, lines), ended]);
      child.kill('SIGKILL');
      expect((await ended).code).toBe('SIGKILL');
    }
    const { code, stderr } = await dropin(folder, ...args);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^killed: resuming at iteration \d+ of 400$/m);
    expect(curveOf(run)).toEqual(whole);
    const checkpoints = (of: string) => readdirSync(join(of, 'checkpoints')).sort();
    expect(checkpoints(run)).toEqual(checkpoints(join(folder, 'results/small')));
    // TensorBoard also has every point exactly once.
    expect(points(run)).toEqual(points(join(folder, 'results/small')));
  });

  it('leaves nothing in the temporary folder, and removes files that a killed run left there an hour ago', async () => {
    const temporary = join(folder, 'temporary');
    const gone = JSON.stringify({ made_by: 'dropin', pid: 4_000_000, process_start: '1' });
    for (const name of ['dropin-graph-abc123', 'dropin-graph-def456', 'dropin-log-old']) {
      mkdirSync(join(temporary, name), { recursive: true });
      if (name === 'dropin-graph-abc123') writeFileSync(join(temporary, name, 'owner.json'), gone);
      utimesSync(join(temporary, name), 0, 0);
    }
    vi.stubEnv('TMPDIR', temporary);
    const args = ['run', 'small.yaml', '--iterations', '1', '--out', 'tidy'];
    expect(await dropin(folder, ...args)).toMatchObject({ code: 0 });
    // Without a marker, or with another name, it is not ours.
    expect(readdirSync(temporary).sort()).toEqual(['dropin-graph-def456', 'dropin-log-old']);
  });

  it('is not repeated once finished', async () => {
    expect(await dropin(folder, 'run', 'small.yaml')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/results\/small: finished already, test accuracy [\d.]+%/) as string,
    });
  });

  const noScript = spawnSync('script', ['--version']).status !== 0;
  it.skipIf(noScript).each([
    ['shows its curve on a terminal', '', 'xterm', 80, true],
    ['not on a dumb one', '', 'dumb', 80, false],
    ['not on a narrow one', '', 'xterm', 39, false],
    ['not with --quiet', '--quiet', 'xterm', 80, false],
    ['not with --json', '--json', 'xterm', 80, false],
  ])('%s (if the script command exists)', (_, option, TERM, columns, shown) => {
    const command = `stty cols ${columns} rows 30; ${DROPIN} run small.yaml ${option}`;
    const env = { ...process.env, TERM, CI: '' };
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { cwd: folder, env });
    const text = stdout.toString();
    expect(text).toContain('finished');
    expect(text.includes('● small, seed 1: ')).toBe(shown);
  });

  it('ends with 5 when the loss is NaN, and keeps the last good checkpoint', async () => {
    const change = ['--set', 'solver.base_lr=1e3', '--set', 'solver.weight_decay=1'];
    const interval = ['--set', 'checkpoint.interval=1'];
    const args = ['run', 'small.yaml', '--out', 'diverged', ...change, ...interval];
    const { code, stderr } = await dropin(folder, ...args);
    expect(code, stderr).toBe(5);
    expect(stderr).toMatch(/diverged: the loss was NaN or infinite at iteration \d+/);
    const { stdout } = await dropin(folder, 'eval', 'diverged', '--json');
    expect(Number.isFinite((JSON.parse(stdout) as { loss: number }).loss)).toBe(true);
  });

  it('ends with 3 when the data is missing, and names the file', async () => {
    const args = ['run', 'small.yaml', '--set', 'dataset.root=nowhere', '--out', 'no-data'];
    expect(await dropin(folder, ...args)).toMatchObject({
      code: 3,
      stderr:
        'data: nowhere/train-images-idx3-ubyte is missing, and so is its .gz; dataset.root (nowhere) must hold the files of mnist\n',
    });
  });
});

describe('dropin eval', () => {
  it('reproduces the last test row of the curve', async () => {
    const { code, stdout } = await dropin(folder, 'eval', 'results/small', '--json');
    expect(code).toBe(0);
    const [iteration, , loss, accuracy] = whole.at(-1)!.split(',').map(Number);
    expect(JSON.parse(stdout)).toMatchObject({ iteration, loss, accuracy, images: 10_000 });
  });

  it('counts per class what the network counts in total, and writes every prediction', async () => {
    const files = ['--predictions', 'predictions.csv', '--confusion', 'confusion.csv'];
    const { code, stdout, stderr } = await dropin(folder, 'eval', 'results/small', '--json', ...files);
    expect(code, stderr).toBe(0);
    const found = JSON.parse(stdout) as Found;
    const correct = found.accuracy * 10_000;
    expect(sum(found.classes.map((each) => each.correct))).toBe(correct);
    expect(sum(found.classes.map(({ images }) => images))).toBe(10_000);
    const predictions = rowsOf('predictions.csv');
    expect(predictions.map(({ index }) => Number(index))).toEqual([...Array(10_000).keys()]);
    expect(predictions.filter((row) => row.true_class === row.predicted_class)).toHaveLength(correct);
    const top5 = predictions.filter((row) =>
      [1, 2, 3, 4, 5].some((k) => row[`class_${k}`] === row.true_class),
    );
    expect(top5).toHaveLength(found.top5 * 10_000);
    const confusion = rowsOf('confusion.csv');
    expect(sum(confusion.map((row) => Number(row[row.true_class!])))).toBe(correct);
    for (const { name, images, predicted } of found.classes) {
      const row = confusion.find(({ true_class: label }) => label === name)!;
      expect(Number(row.images)).toBe(images);
      for (const [number, count] of Object.entries(predicted)) expect(Number(row[number])).toBe(count);
    }
  });

  it('takes the checkpoint of the best test', async () => {
    const best = whole
      .map((line) => line.split(','))
      .filter(([iteration, split]) => split === 'test' && iteration !== '0')
      .reduce((a, b) => (Number(b[3]) > Number(a[3]) ? b : a));
    const { stdout } = await dropin(folder, 'eval', 'results/small', '--checkpoint', 'best', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ iteration: Number(best[0]), accuracy: Number(best[3]) });
    const both = ['--checkpoint', 'best', '--iteration', '300'];
    expect(await dropin(folder, 'eval', 'results/small', ...both)).toMatchObject({
      code: 2,
      stderr: "dropin: option '--checkpoint <which>' cannot be used with option '--iteration <n>'\n",
    });
  });

  it('prints the confusion matrix', async () => {
    const { stdout } = await dropin(folder, 'eval', 'results/small');
    const lines = stdout.split('\n');
    expect(lines[3]).toMatch(/^true class +images +accuracy +0 +1 +2 +3 +4 +5 +6 +7 +8 +9$/);
    expect(lines.slice(4, 14).map((line) => line.slice(0, 18))).toEqual(
      [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009].map(
        (images, label) => `${label}           ${String(images).padStart(6)}`,
      ),
    );
  });

  it('accepts an older checkpoint, and lists the existing ones', async () => {
    const older = await dropin(folder, 'eval', 'results/small', '--iteration', '360');
    expect(older.stdout).toMatch(/^iteration 360 {2}test accuracy/);
    expect(await dropin(folder, 'eval', 'results/small', '--iteration', '7')).toMatchObject({
      code: 2,
      stderr: 'results/small: no checkpoint of iteration 7; available: 400, 360, 300\n',
    });
  });

  it('reports a folder that is not a run', async () => {
    writeFileSync(join(folder, 'empty'), '');
    expect(await dropin(folder, 'eval', 'empty')).toMatchObject({
      code: 2,
      stderr: 'empty is not a run folder: it has no spec.yaml\n',
    });
  });
});
