import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { compareRuns, renderComparison } from '../../../src/report/compare.js';
import { explain, renderExplanation } from '../../../src/report/lineage/why.js';
import { writeReport } from '../../../src/report/render/write.js';
import { makeRun } from './made-run.js';
import { reporter, emptyResults } from './reported.js';

const EVIL = `<script>alert(1)</script><img src=x onerror=alert(2)> | **b** [l](javascript:x) "q", 'r' & =1+1 ${'long '.repeat(500)}`;
const results = emptyResults();
const { runs } = results;

test('every file is written even without runs', async () => {
  const files = await writeReport(reporter.report([]), join(results.root, 'out'));
  for (const number of [1, 2, 3, 4, 5, 6, 7]) expect(files).toContain(`table${number}.csv`);
  expect(files).toContain('figure1.svg');
  expect(files).toContain('figure1.png');
  for (const number of [2, 3, 4, 5, 6, 7]) {
    expect(files).toContain(`figure${number}-a.svg`);
    expect(files).toContain(`figure${number}-a.png`);
  }
  const page = readFileSync(join(results.root, 'out/index.html'), 'utf8');
  expect(page).not.toMatch(/(?:src|href)="https?:|@import|url\(/);
  expect(readFileSync(join(results.root, 'out/figure2-a.png')).subarray(1, 4).toString()).toBe('PNG');
});

test('long names and notes with markup, commas and quotes do not break any output', async () => {
  const id = `a<b>&"c",|*_${'x'.repeat(150)}`;
  const folder = makeRun({ root: results.root, id, config: 'lenet10', accuracies: [0.98, 0.98, 0.98] });
  const spec = readFileSync(join(folder, 'spec.yaml'), 'utf8');
  const notes = `notes:\n  - ${JSON.stringify({ about: EVIL, choice: EVIL })}\n`;
  writeFileSync(join(folder, 'spec.yaml'), notes + spec.replace(/^notes:\n(?: .*\n)+/m, ''));
  await writeReport(reporter.report(runs()), join(results.root, 'report'));
  const page = readFileSync(join(results.root, 'report/index.html'), 'utf8');
  expect(page).not.toContain('<script>alert');
  expect(page).not.toContain('<img');
  expect(page).not.toContain('a<b>');
  expect(page).toContain('&lt;script&gt;alert(1)');
  const markdown = readFileSync(join(results.root, 'report/report.md'), 'utf8');
  expect(markdown).not.toMatch(/<script|<img|\]\(javascript/);
  const row = markdown.split('\n').find((line) => line.startsWith('| lenet10, seed 1<br>a&lt;b&gt;'))!;
  expect(row.replaceAll('\\|', '').split('|')).toHaveLength(11);
  const claims = parse(readFileSync(join(results.root, 'report/claims.csv'), 'utf8'), { columns: true });
  expect(claims.length).toBeGreaterThan(13);
});

test('--only omits the other parts', () => {
  const report = reporter.report([], ['table3', 'figure2']);
  expect(report.accuracyTables.map(({ id }) => id)).toEqual(['table3']);
  expect(report.figures.map(({ id }) => id)).toEqual(['figure2']);
  const ids = ['F2a', 'F2b', 'F2c', 'F2d', 'T3a', 'T3b', 'T3c', 'T3d', 'T3e', 'G1'];
  expect(report.claims.map(({ claim }) => claim.id)).toEqual(ids);
});

test('the list of runs says how long each took, and on what', async () => {
  makeRun({
    ...{ root: results.root, id: 'r', config: 'lenet', accuracies: [0.98, 0.98, 0.98] },
    record: { wall_time_s: 185.4 },
  });
  makeRun({ root: results.root, id: 's', config: 'lenet', seed: 2, accuracies: [0.98, 0.98, 0.98] });
  await writeReport(reporter.report(runs()), join(results.root, 'report'));
  const read = (name: string) => readFileSync(join(results.root, 'report', name), 'utf8');
  const rows = read('report.md')
    .split('\n')
    .filter((line) => /<br>[rs] \|/.test(line));
  expect(rows.map((row) => row.split(' | ').slice(5, 7))).toEqual([
    ['3 min 5 s', 'Some CPU, linux-x64'],
    ['–', 'Some CPU, linux-x64'],
  ]);
  const csv: Record<string, string>[] = parse(read('runs.csv'), { columns: true });
  expect(csv.map(({ wall_time_s, machine }) => [wall_time_s, machine])).toEqual([
    ['185.4', 'Some CPU, linux-x64'],
    ['', 'Some CPU, linux-x64'],
  ]);
  expect(read('index.html').replace(/\s+/g, ' ')).toContain(
    '<td>3 min 5 s<small>Some CPU, linux-x64</small></td>',
  );
});

test('--why lists runs, seeds, commit, data, time and command', () => {
  const record = { wall_time_s: 185.4 };
  makeRun({
    root: results.root,
    id: 'r',
    config: 'lenet10',
    seed: 7,
    record,
    accuracies: [0.98, 0.98, 0.98],
  });
  const text = renderExplanation(explain('figure2', reporter.report(runs())));
  expect(text).toContain(
    'r: seed 7, finished, 98.00 %, our choice: Gaussian 0.01 and ReLU in the convolutions',
  );
  expect(text).toContain('commit not recorded, data dddddddddddd\n    3 min 5 s on Some CPU, linux-x64\n');
  expect(text).toContain('dropin run configs/lenet10.yaml --seed 7');
});

test('--why with an unknown id suggests the nearest one', () => {
  expect(() => explain('table3.d1600', reporter.report([]))).toThrow(
    '--why table3.d1600: expected a cell, figure or claim; did you mean table3.d16000?',
  );
});

test('--compare shows only differences', () => {
  makeRun({ root: results.root, id: 'a', config: 'lenet10', accuracies: [0.5, 0.9] });
  makeRun({
    root: results.root,
    id: 'b',
    config: 'lenet10',
    set: ['dropin.length=1000'],
    accuracies: [0.6, 0.9],
  });
  const [a, b] = runs();
  const comparison = compareRuns(a!, b!);
  expect(comparison.spec).toEqual([{ path: 'dropin.length', a: 2500, b: 1000 }]);
  expect(renderComparison(comparison)).toContain('       5000    50.00    60.00   +10.00');
});
