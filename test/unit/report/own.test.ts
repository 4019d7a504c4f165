import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { plotCommand } from '../../../src/cli/commands/plot/plot.js';
import { reportCommand } from '../../../src/cli/commands/report/report.js';
import { runsCommand } from '../../../src/cli/commands/runs/runs.js';
import { smallPlot } from '../../../src/cli/render/small-plot.js';
import { compareRuns, renderComparison } from '../../../src/report/compare.js';
import { listRuns } from '../../../src/report/own/listing.js';
import { nameRuns } from '../../../src/report/own/names.js';
import { writeReport } from '../../../src/report/render/write.js';
import { runsInProgress } from '../../../src/report/watch/progress.js';
import { takeLock } from '../../../src/run/lock.js';
import { makeRun, type MadeRun } from './made-run.js';
import { emptyResults, reporter } from './reported.js';

const results = emptyResults();
const { runs } = results;

const SPEC = `name: my-net
dataset: {name: mnist}
network:
  - conv: {name: conv1, outputs: 20, kernel: 7, activation: relu}
  - pool: {type: max, kernel: 2, stride: 2}
  - fc: {name: fc2, outputs: 10}
solver: {iterations: 10000, batch: 64, base_lr: 0.01, policy: {type: fixed}, momentum: 0.9, weight_decay: 0.0005}
test: {interval: 500, batch: 100}
`;

/** A run of a network that is not in the paper. */
function own(lr: string, seed: number, final: number, more: Partial<MadeRun> = {}): void {
  const spec = join(results.root, 'my-net.yaml');
  writeFileSync(spec, SPEC);
  const id = `my-net-${lr}-${seed}`;
  const set = [`solver.base_lr=${lr}`];
  makeRun({
    root: results.root,
    id,
    config: spec,
    set,
    seed,
    accuracies: [0.1, final, final, final],
    ...more,
  });
}

describe('names', () => {
  test('consist of the varied settings and the seed', () => {
    own('0.01', 1, 0.97);
    own('0.001', 2, 0.91);
    expect([...nameRuns(runs()).values()].map(({ text }) => text)).toEqual([
      'my-net, base_lr 0.01, seed 1',
      'my-net, base_lr 0.001, seed 2',
    ]);
  });

  test('include the folder for runs that do not differ', () => {
    own('0.01', 1, 0.97);
    own('0.01', 1, 0.97, { id: 'again' });
    expect([...nameRuns(runs()).values()].map(({ text }) => text)).toEqual([
      'my-net, seed 1 (again)',
      'my-net, seed 1 (my-net-0.01-1)',
    ]);
  });
});

describe('runs that are not the paper’s', () => {
  test('have one row per setting: mean and deviation of the final accuracies over seeds', () => {
    for (const [seed, final] of [
      [1, 0.96],
      [2, 0.97],
      [3, 0.98],
    ] as const)
      own('0.01', seed, final);
    own('0.001', 1, 0.91);
    own('0.001', 2, 0.5, { status: 'running' });
    const [study] = reporter.report(runs()).studies;
    expect(study).toMatchObject({
      name: 'my-net',
      fields: ['base_lr'],
      settings: expect.stringMatching(/^mnist, 10,000 iterations, batch 64, momentum 0.9/) as string,
    });
    expect(
      study!.rows.map(({ label, estimate, unfinished }) => [
        label,
        estimate!.n,
        estimate!.mean.toFixed(2),
        unfinished,
      ]),
    ).toEqual([
      ['base_lr 0.001', 1, '91.00', 1],
      ['base_lr 0.01', 3, '97.00', 0],
    ]);
    expect(study!.rows[1]!.estimate!.deviation).toBeCloseTo(1, 6);
  });

  test('have a separate row for other data', () => {
    own('0.01', 1, 0.97);
    own('0.01', 2, 0.5, { record: { provenance: { data_digest: 'e'.repeat(64) } } });
    expect(reporter.report(runs()).studies[0]!.rows.map(({ label }) => label)).toEqual([
      'data dddddddd',
      'data eeeeeeee',
    ]);
  });

  test('do not include runs of the paper', () => {
    makeRun({ root: results.root, id: 'r', config: 'lenet10', accuracies: [0.98] });
    expect(reporter.report(runs()).studies).toEqual([]);
  });

  test('appear in the page, in Markdown, as CSV and as a figure', async () => {
    own('0.01', 1, 0.97);
    const files = await writeReport(reporter.report(runs()), join(results.root, 'report'));
    expect(files).toEqual(
      expect.arrayContaining(['own-1.csv', 'own-1-curves.csv', 'own-1-a.svg', 'own-1-a.png', 'runs.csv']),
    );
    expect(readFileSync(join(results.root, 'report/index.html'), 'utf8')).toContain('my-net, seed 1');
    expect(readFileSync(join(results.root, 'report/report.md'), 'utf8')).toContain(
      '## Your own runs\n\n### my\\-net'.replace('\\-', '-'),
    );
  });
});

describe('dropin runs', () => {
  test('prints one line per run', () => {
    own('0.01', 1, 0.97);
    own('0.001', 2, 0.91, { status: 'running' });
    const lines = runsCommand({ results: results.root }).split('\n');
    expect(lines[0]).toMatch(/^run +what differs +state +iteration +best % +last % +age$/);
    expect(lines[2]).toMatch(
      /^my-net-0.001-2 +base_lr 0.001, seed 2 +interrupted +10000\/10000 +91.00 +91.00 +\d+ s$/,
    );
    expect(lines[1]).toMatch(
      /^my-net-0.01-1 +base_lr 0.01, seed 1 +finished +10000\/10000 +97.00 +97.00 +\d+ s$/,
    );
  });

  test('shows a run that stopped early as finished, and says so', () => {
    const early = { stopped_early: { iteration: 4000, reason: '5 tests without …' } };
    own('0.01', 1, 0.97, { record: early });
    const [, line] = runsCommand({ results: results.root }).split('\n');
    expect(line).toMatch(/ finished +10000\/10000 +97.00 +97.00 +\d+ s +stopped early$/);
  });

  test('--csv has one column per setting, and no formulas', () => {
    own('0.01', 1, 0.97, { id: '=cmd' });
    const rows: Record<string, string>[] = parse(runsCommand({ results: results.root, csv: true }), {
      columns: true,
    });
    const [row] = rows;
    expect(row).toMatchObject({
      run: "'=cmd",
      spec: 'my-net',
      seed: '1',
      best: '97.0000',
      best_at: '5000',
      final: '97.0000',
    });
  });

  test('distinguishes the best test, the last one and the mean of the last three', () => {
    makeRun({ root: results.root, id: 'r', config: 'lenet10', accuracies: [0.1, 0.99, 0.9, 0.96] });
    const [run] = listRuns(results.root, runs());
    expect([run!.best, run!.last, run!.final?.toFixed(4)]).toEqual([
      { iteration: 5000, accuracy: 99 },
      96,
      '95.0000',
    ]);
  });

  test('says so if there are no runs', () => {
    expect(runsCommand({ results: results.root })).toBe(`no runs in ${results.root}\n`);
  });

  test('a missing folder is an error, and is not created', async () => {
    const message =
      '--results nowhere: no such folder; give the folder that holds your runs, or start one with dropin run';
    expect(() => runsCommand({ results: 'nowhere' })).toThrow(message);
    await expect(reportCommand({ results: 'nowhere' })).rejects.toMatchObject({ message, exitCode: 2 });
  });
});

describe('dropin plot', () => {
  test('draws curves in the terminal, with their final values', async () => {
    own('0.01', 1, 0.97);
    own('0.001', 1, 0.5);
    const text = await plotCommand(['my-net-0.01-1', 'my-net-0.001-1'], { results: results.root });
    expect(text).toContain('● my-net, base_lr 0.01, seed 1: 97.00 % at 10,000');
    expect(text).toContain('○ my-net, base_lr 0.001, seed 1: 50.00 % at 10,000');
    expect(text).toMatch(/^100 ┤.*\n/m);
    expect(text.split('\n').filter((line) => line.includes('┤'))).toHaveLength(6);
  });

  test('writes a picture, also for a run folder elsewhere', async () => {
    own('0.01', 1, 0.97);
    const out = join(results.root, 'curve.png');
    expect(await plotCommand([join(results.root, 'my-net-0.01-1')], { results: 'results', out })).toBe(
      `${out}\n`,
    );
    expect(readFileSync(out).subarray(1, 4).toString()).toBe('PNG');
  });

  test('rejects other picture formats, missing runs and runs without tests', async () => {
    own('0.01', 1, 0.97);
    writeFileSync(join(results.root, 'my-net-0.01-1/curve.csv'), '');
    const plot = (name: string, out?: string) =>
      plotCommand([name], { results: results.root, ...(out === undefined ? {} : { out }) });
    await expect(plot('my-net-0.01-1', 'a.gif')).rejects.toThrow(
      '--out a.gif: expected a name that ends in .svg or .png',
    );
    await expect(plot('my-net-0.01-2')).rejects.toThrow(
      `no run my-net-0.01-2 in ${results.root}; did you mean my-net-0.01-1?`,
    );
    await expect(plot('my-net-0.01-1')).rejects.toThrow('my-net-0.01-1 has logged no test yet');
  });
});

describe('the curve at the end of a run', () => {
  const plotOf = (columns: number) => smallPlot(join(results.root, 'my-net-0.01-1'), columns);

  test('is ten rows high and at most 72 columns wide', () => {
    own('0.01', 1, 0.97);
    const lines = plotOf(200)!.split('\n');
    expect(lines).toHaveLength(1 + 10 + 2 + 1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
    expect(lines[1]).toMatch(/^100 ┤ +●+$/);
    expect(lines.at(-1)).toBe('● my-net, seed 1: 97.00 % at 10,000');
    for (const line of plotOf(40)!.split('\n').slice(0, -1)) expect(line.length).toBeLessThanOrEqual(40);
  });

  test('is omitted on a narrow terminal, and before the second test', () => {
    own('0.01', 1, 0.97);
    expect(plotOf(39)).toBeUndefined();
    own('0.01', 1, 0.97, { accuracies: [0.1] });
    expect(plotOf(80)).toBeUndefined();
  });
});

test('--compare lists the differences without terminal escape codes', async () => {
  const escape = 'evil\u001b[2J';
  own('0.01', 1, 0.97, { id: escape });
  own('0.001', 1, 0.97, {
    record: { resumes: [{ at: 'x', iteration: 500 }], provenance: { cpu: 'Another CPU' } },
  });
  const [a, b] = [runs().find(({ id }) => id === escape)!, runs().find(({ id }) => id !== escape)!];
  const text = renderComparison(compareRuns(a, b));
  expect(text).toContain('  solver.base_lr: 0.01 in A, 0.001 in B\n');
  expect(text).toContain('  resumed: never in A, at 500 in B\n');
  expect(text).toContain('  processor: Some CPU in A, Another CPU in B\n');
  expect(text).not.toContain('→');
  expect(await reportCommand({ results: results.root, compare: [escape, b.id] })).not.toContain('\u001b');
});

test('runs in progress: iteration, loss, learning rate, p, accuracy and time left from the end of the curve', () => {
  own('0.01', 1, 0.6, { status: 'running' });
  const folder = join(results.root, 'my-net-0.01-1');
  const header = readFileSync(join(folder, 'curve.csv'), 'utf8').split('\n')[0]!;
  writeFileSync(
    join(folder, 'curve.csv'),
    `${header}\n999,train,1.5,0.4,,0.01,0.4,100.0,10.000\n1000,test,1.4,0.6,,,,100.0,11.000\n1999,train,0.75,0.7,,0.009,0.8,100.0,20.000\n`,
  );
  appendFileSync(join(folder, 'curve.csv'), '2999,train,0.');
  expect(runsInProgress(results.root, runs())).toEqual([]);
  const release = takeLock(join(folder, 'run.lock'));
  expect(runsInProgress(results.root, runs())).toMatchObject([
    {
      name: 'my-net, seed 1',
      iteration: 1999,
      iterations: 10_000,
      loss: 0.75,
      learningRate: 0.009,
      p: 0.8,
      accuracy: 60,
      secondsLeft: 80.01,
      mayStopEarly: false,
    },
  ]);
  release();
});
