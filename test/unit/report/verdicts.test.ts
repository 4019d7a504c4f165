import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeRun } from './made-run.js';
import { emptyResults } from './reported.js';

const results = emptyResults();
const { report, claim, cell } = results;
const OURS = 'our choice: Gaussian 0.01 and ReLU in the convolutions';
const TABLE2 = 'our choice: 3 layers as Table 2 prints them, base rate 0.003 for both networks';
const ALEXNET = 'our choice: bvlc_alexnet as Caffe’s “slightly modified AlexNet”';
const FAILED = [0.1, 0.114, 0.114, 0.114];
const CONVERGED = [0.5, 0.98, 0.98, 0.98];

function plain(seed: number, accuracies: readonly number[], more: object = {}): void {
  makeRun({ root: results.root, id: `plain/${seed}`, config: 'lenet10-plain', seed, accuracies, ...more });
}

function cifar(seed: number, final: number): void {
  const set = ['dropin.length=16000'];
  makeRun({
    root: results.root,
    id: `cifar/${seed}`,
    config: 'cifar11',
    set,
    seed,
    accuracies: [0.1, final, final, final],
  });
}

describe('convergence (claim F2a: LeNet(10) without DropIn does not converge)', () => {
  test('no run: not run, three seeds needed', () => {
    const { main } = claim('F2a');
    expect(main.verdict).toBe('not run');
    expect(main.needs).toEqual([{ of: 'LeNet(10), no DropIn', runs: 3 }]);
  });

  test('a run that stopped early is finished, if its curve reaches the test that ended it', () => {
    const record = { stopped_early: { iteration: 10_000, reason: '5 tests without …' } };
    const set = ['solver.iterations=20000'];
    makeRun({ root: results.root, id: 'a', config: 'lenet10-plain', set, accuracies: FAILED, record });
    const curve = join(results.root, 'a/curve.csv');
    const [whole, half] = [readFileSync(curve, 'utf8'), readFileSync(curve, 'utf8').replace(/15000[^]*/, '')];
    writeFileSync(curve, half);
    const finished = () => report().runs.map((run) => run.finished);
    expect(finished()).toEqual([true]);
    writeFileSync(curve, half.replace(/10000[^]*/, ''));
    expect(finished()).toEqual([false]);
    writeFileSync(curve, whole);
    expect(finished()).toEqual([true]);
  });

  test('one seed at chance: undecided, two more needed', () => {
    plain(1, FAILED);
    const { main } = claim('F2a');
    expect(main.verdict).toBe('undecided');
    expect(main.needs).toEqual([{ of: 'LeNet(10), no DropIn', runs: 2 }]);
  });

  test('three seeds at chance: reproduced', () => {
    for (const seed of [1, 2, 3]) plain(seed, FAILED);
    const { main } = claim('F2a');
    expect(main.verdict).toBe('reproduced');
    expect(main.needs).toEqual([]);
    expect(main.checks.map(({ finding }) => finding)).toEqual([
      '0 of 3 converged; final accuracy 11.40 ± 0.00 % (3 seeds)',
    ]);
    expect(main.checks[0]!.runs).toEqual(['plain/1', 'plain/2', 'plain/3']);
  });

  test('three seeds converged: contradicted', () => {
    for (const seed of [1, 2, 3]) plain(seed, CONVERGED);
    expect(claim('F2a').main.verdict).toBe('contradicted');
  });

  test('two of three: undecided, with the number of seeds needed', () => {
    for (const seed of [1, 2]) plain(seed, FAILED);
    plain(3, CONVERGED);
    const { verdict, needs } = claim('F2a').main;
    expect(verdict).toBe('undecided');
    expect(needs[0]!.runs).toBeGreaterThan(10);
  });

  test('the same seed twice counts once', () => {
    plain(1, FAILED);
    makeRun({ root: results.root, id: 'again', config: 'lenet10-plain', seed: 1, accuracies: FAILED });
    expect(claim('F2a').main.checks[0]!.finding).toContain('0 of 1 converged');
  });

  test('a diverged run did not converge; a running one does not count', () => {
    plain(1, [0.1, 0.2], { status: 'diverged' });
    plain(2, [0.1, 0.1], { status: 'running' });
    expect(claim('F2a').main.checks[0]!.finding).toBe('0 of 1 converged; 1 diverged; 1 not finished');
  });

  test('a run that neither converged nor failed counts for neither', () => {
    for (const seed of [1, 2, 3]) plain(seed, [0.5, 0.5, 0.5]);
    expect(claim('F2a').main.checks[0]!.finding).toContain('3 neither converged nor failed');
  });
});

describe('conditions are never mixed', () => {
  test('a scaled run is marked, and is not evidence for the full one', () => {
    for (const seed of [1, 2, 3]) plain(seed, FAILED, { scale: 0.1 });
    const { main, others } = claim('F2a');
    expect(main.verdict).toBe('not run');
    expect(others.map(({ basis, verdict }) => [basis.length, verdict])).toEqual([
      ['scaled by 0.1', 'reproduced'],
    ]);
  });

  test('a scaled run that did not record its scale is recognized', () => {
    const { id } = { id: 'scaled' };
    makeRun({
      root: results.root,
      id,
      config: 'lenet10',
      scale: 0.1,
      accuracies: CONVERGED,
      record: { provenance: {} },
    });
    expect(report().runs[0]).toMatchObject({
      basis: `scaled by 0.1; ${OURS}`,
      series: ['lenet10.any', 'lenet10.d2500', 'ramp.d2500'],
    });
  });

  test('a shortened run is marked with its iterations', () => {
    plain(1, FAILED, { set: ['solver.iterations=500'] });
    expect(report().runs[0]!.basis).toBe(`500 of 10,000 iterations; ${OURS}`);
  });

  test('another filler is a different setting, with its own verdict', () => {
    for (const seed of [1, 2, 3]) {
      plain(seed, FAILED);
      const set = ['defaults.conv.weight_filler={type: xavier}'];
      makeRun({
        root: results.root,
        id: `xavier/${seed}`,
        config: 'lenet10-plain',
        set,
        seed,
        accuracies: CONVERGED,
      });
    }
    const { main, others } = claim('F2a');
    expect(main.verdict).toBe('reproduced');
    expect(others.map(({ basis, verdict }) => [basis.settings, verdict])).toEqual([
      ['activation none → relu', 'contradicted'],
    ]);
  });
});

describe('a comparison of networks that may not have learned', () => {
  const lenet10 = (length: number, accuracies: readonly number[]) => {
    for (const seed of [1, 2, 3]) {
      const set = [`dropin.length=${length}`];
      makeRun({ root: results.root, id: `${length}/${seed}`, config: 'lenet10', set, seed, accuracies });
    }
  };

  test('of equal accuracies at chance: decides nothing (claim F2d: robust to the length)', () => {
    for (const length of [500, 2500, 7500]) lenet10(length, FAILED);
    const { main } = claim('F2d');
    expect(main.verdict).toBe('undecided');
    expect(main.checks[0]).toMatchObject({
      verdict: 'undecided',
      headline: 'LeNet(10), d = 500 − LeNet(10), d = 2,500: no network learned',
      finding:
        'LeNet(10), d = 500: 11.40 ± 0.00 % (3 seeds); LeNet(10), d = 2,500: 11.40 ± 0.00 % (3 seeds); difference 0.00 ± 0.00; ' +
        'no network learned, so nothing is compared',
      needs: [],
    });
  });

  test('of one that learned and one at chance: contradicted', () => {
    for (const length of [500, 2500]) lenet10(length, CONVERGED);
    lenet10(7500, FAILED);
    expect(claim('F2d').main.verdict).toBe('contradicted');
  });

  test('of two iterations, both at chance: decides nothing (claim P1: hardly any change)', () => {
    lenet10(7500, FAILED);
    expect(claim('P1').main.checks[0]).toMatchObject({
      verdict: 'undecided',
      headline: 'LeNet(10), d = 7,500: no network learned',
    });
  });

  test('of two iterations, between which the network is lost: contradicted', () => {
    lenet10(7500, [0.97, 0.97, 0.114, 0.114]);
    expect(claim('P1').main.checks[0]).toMatchObject({ verdict: 'contradicted' });
  });
});

describe('cells (table3.d16000: the paper prints 82.3 %, margin 1 percentage point)', () => {
  test('three seeds within the margin: reproduced, with mean and deviation', () => {
    [0.821, 0.823, 0.825].forEach((final, i) => {
      cifar(i + 1, final);
    });
    const { main } = cell('table3.d16000');
    expect(main.verdict).toBe('reproduced');
    expect(main.estimate!.mean).toBeCloseTo(82.3, 6);
    expect(main.estimate!.deviation).toBeCloseTo(0.2, 6);
  });

  test('three seeds far outside: contradicted', () => {
    [0.701, 0.703, 0.705].forEach((final, i) => {
      cifar(i + 1, final);
    });
    expect(cell('table3.d16000').main.verdict).toBe('contradicted');
  });

  test('three seeds at the edge: undecided', () => {
    [0.81, 0.813, 0.816].forEach((final, i) => {
      cifar(i + 1, final);
    });
    const { verdict, needs } = cell('table3.d16000').main;
    expect(verdict).toBe('undecided');
    expect(needs).toEqual([{ of: '11-layer net, d = 16,000', runs: Infinity }]);
  });

  test('the final accuracy is the mean of the last three test values', () => {
    makeRun({ root: results.root, id: 'r', config: 'cifar11', accuracies: [0.1, 0.2, 0.8, 0.81, 0.82] });
    expect(cell('table3.d8000').main.estimate!.mean).toBeCloseTo(81, 6);
  });

  test('a data set used in place of the paper’s gets a footnote', () => {
    const folder = makeRun({ root: results.root, id: 'r', config: 'cifar3', accuracies: [0.8] });
    const spec = readFileSync(join(folder, 'spec.yaml'), 'utf8');
    writeFileSync(join(folder, 'spec.yaml'), spec.replace(/^( +name: )cifar10$/m, '$1cifar10-jpeg'));
    expect(report().deviations.find(({ about }) => about === 'Data')).toMatchObject({
      paper: 'cifar10',
      here: 'cifar10-jpeg is used instead',
      series: ['cifar3'],
    });
  });
});

const CAFFE_LENET = 'Caffe’s LeNet: xavier, no activation after the convolutions';
const CAFFENET = 'CaffeNet (bvlc_reference_caffenet) as Caffe’s “slightly modified AlexNet”';

test.each([
  ['lenet', 'lenet', `${OURS}; also ${CAFFE_LENET}`],
  ['lenet10', 'lenet10.d2500', OURS],
  ['lenet10-plain', 'lenet10.none', OURS],
  ['lenet30', 'lenet30.d2500', OURS],
  ['lenet50', 'lenet50.d2500', OURS],
  ['cifar3', 'cifar3', TABLE2],
  ['cifar3-slow', 'cifar3', '3 layers as Table 2 prints them, at Caffe’s base rate of 0.001'],
  ['cifar3-caffe', 'cifar3', '3 layers as in Caffe’s cifar10_full'],
  ['alexnet', 'alexnet', ALEXNET],
  ['alexnet13', 'alexnet13.any', ALEXNET],
  ['alexnet13-plain', 'alexnet13.none', ALEXNET],
  ['caffenet', 'alexnet', CAFFENET],
  ['caffenet13', 'alexnet13.d25000', CAFFENET],
  ['vgg8', 'vgg8', 'as in the paper'],
  ['vgg16', 'vgg16.d60000', 'as in the paper'],
  ['vgg16-plain', 'vgg16.none', 'as in the paper'],
  ['regularization-case1', 'case1', ALEXNET],
  ['regularization-case2', 'case2', ALEXNET],
  ['regularization-case3', 'case3', ALEXNET],
])('a run of configs/%s.yaml belongs to %s: %s', (config, series, basis) => {
  makeRun({ root: results.root, id: 'r', config, accuracies: [0.5] });
  const [row] = report().runs;
  expect(row!.series).toContain(series);
  expect(row!.basis).toBe(basis);
});

test('the 11-layer net belongs to every reading of the 3-layer net that it is compared with', () => {
  makeRun({ root: results.root, id: 'r', config: 'cifar11', accuracies: [0.8] });
  expect(report().runs[0]!.basis.split('; also ')).toEqual([
    TABLE2,
    '3 layers as Table 2 prints them, at Caffe’s base rate of 0.001',
    '3 layers as in Caffe’s cifar10_full',
  ]);
});

test('settling: d = 7,500 needs more iterations than d = 2,500 (claim F3c, first part)', () => {
  for (const seed of [1, 2, 3]) {
    const run = { root: results.root, config: 'lenet10', seed };
    makeRun({ ...run, id: `short/${seed}`, accuracies: [0.97, 0.98, 0.98, 0.98] });
    makeRun({ ...run, id: `long/${seed}`, set: ['dropin.length=7500'], accuracies: [0.97, 0.98, 0.2, 0.98] });
  }
  const [first] = claim('F3c').main.checks;
  expect(first).toMatchObject({
    verdict: 'reproduced',
    headline: 'LeNet(10), d = 7,500 − LeNet(10), d = 2,500: +7,500 ± 0 iterations',
    finding:
      'LeNet(10), d = 7,500: 10,000 ± 0 (3 seeds); LeNet(10), d = 2,500: 2,500 ± 0 (3 seeds); difference +7,500 ± 0',
  });
  expect(claim('F3c').main.verdict).toBe('undecided');
});

test('without runs the report is complete, and every cell and claim is not run', () => {
  const empty = report();
  expect(empty.problems).toEqual([]);
  expect(new Set(empty.claims.map(({ main }) => main.verdict))).toEqual(new Set(['not run']));
  const cells = empty.accuracyTables.flatMap((table) => table.cells);
  expect(new Set(cells.map(({ main }) => main.verdict))).toEqual(new Set(['not run']));
  const [lenet, deep] = empty.architectureTables.find(({ id }) => id === 'table1')!.columns;
  expect([lenet!.spec, lenet!.rows.every(({ same }) => same)]).toEqual(['configs/lenet.yaml', true]);
  expect([deep!.spec, deep!.rows.every(({ same }) => same)]).toEqual(['configs/lenet10.yaml', true]);
});
