import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reportCommand } from '../../../src/cli/commands/report/report.js';
import { loadPaper } from '../../../src/report/paper/load.js';
import { Reporter } from '../../../src/report/report.js';
import { RunReader } from '../../../src/report/results/run.js';
import { makeRun } from './made-run.js';

const STUDY = 'docs/example-study';
const FILE = `${STUDY}/claims.yaml`;
const FAST = ['solver.base_lr=0.05'];

/** The test accuracies, every 100 iterations, of the nine runs in docs/claims.md: by spec, changes and seed. */
const MEASURED: readonly [string, readonly string[], readonly (readonly number[])[]][] = [
  [
    'narrow',
    [],
    [
      [0.9112, 0.935, 0.9397, 0.9509, 0.9538],
      [0.8706, 0.9317, 0.9478, 0.9537, 0.957],
      [0.8962, 0.9352, 0.9427, 0.9545, 0.9503],
    ],
  ],
  [
    'wide',
    [],
    [
      [0.9419, 0.9616, 0.9666, 0.968, 0.9699],
      [0.9268, 0.9558, 0.9619, 0.9664, 0.9715],
      [0.9022, 0.9471, 0.9544, 0.9654, 0.9691],
    ],
  ],
  [
    'wide',
    FAST,
    [
      [0.939, 0.9591, 0.9658, 0.965, 0.9679],
      [0.9534, 0.9698, 0.9743, 0.9797, 0.9768],
      [0.9472, 0.9639, 0.959, 0.972, 0.9772],
    ],
  ],
];

const OUTPUT = `reproduced      W1   Four times the filters raise the final accuracy by more than half a percentage point.
                     Wide − Narrow: +1.59 ± 0.67 percentage points
contradicted    W2   The narrow network ends above 96 %.
                     Narrow: 95.00 ± 0.61 %
reproduced      accuracies.narrow 95.00 ± 0.25 % (3 seeds), expected 95.0 %
reproduced      accuracies.wide 96.59 ± 0.27 % (3 seeds), expected 96.5 %
measured        accuracies.wide.fast 97.09 ± 0.55 % (3 seeds)
Claims: 1 reproduced, 1 contradicted
`;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dropin-study-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const config = (spec: string) => `${STUDY}/${spec}.yaml`;

function makeMeasured(): void {
  for (const [spec, set, seeds] of MEASURED) {
    seeds.forEach((accuracies, i) => {
      const id = `${spec}${set.length > 0 ? '-fast' : ''}-${i + 1}`;
      makeRun({ root, id, config: config(spec), set, seed: i + 1, accuracies });
    });
  }
}

const report = () => new Reporter(loadPaper(FILE)).report(new RunReader().readAll(root));

test('one claim is reproduced, the other contradicted, as docs/claims.md shows', async () => {
  makeMeasured();
  const out = join(root, 'report');
  expect(await reportCommand({ results: root, paper: FILE })).toBe(`${OUTPUT}${out}/index.html\n`);
  const page = readFileSync('docs/claims.md', 'utf8');
  expect(page).toContain(`\`\`\`text\n${OUTPUT}\`\`\``);
  expect(page).toContain(`\`\`\`yaml\n${readFileSync(FILE, 'utf8').replace(/^# yaml-lang.*\n/, '')}\`\`\``);
});

test('every file of the report is about the study, and none about the DropIn paper', async () => {
  makeMeasured();
  await reportCommand({ results: root, paper: FILE });
  const folder = join(root, 'report');
  const files = readdirSync(folder).sort();
  const written = [
    'accuracies.csv',
    'claims.csv',
    'curves-all-zoom.png',
    'curves-all-zoom.svg',
    'curves-all.png',
  ];
  expect(files).toEqual([...written, 'curves-all.svg', 'curves.csv', 'index.html', 'report.md', 'runs.csv']);
  for (const file of files.filter((name) => !name.endsWith('.png'))) {
    const text = readFileSync(join(folder, file), 'utf8')
      .replace(/<style>[^]*?<\/style>/, '')
      .replaceAll('dropin report --paper', '');
    expect(text, file).not.toMatch(/\bpaper\b|DropIn|LeNet|ImageNet|CIFAR/);
  }
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(page).toContain('<title>Width on MNIST: claims and verdicts</title>');
  expect(page).toContain('<th class="number">Expected (%)</th>');
  expect(page).toContain(`<code>dropin report --paper ${FILE} --why accuracies.wide.fast</code>`);
  expect(page).toContain('Reproduced: within 1 percentage point of the expected number');
});

describe('runs outside the series', () => {
  test('another setting, another seed, another spec', () => {
    makeRun({ root, id: 'lr', config: config('wide'), set: ['solver.base_lr=0.02'], accuracies: [0.9] });
    makeRun({ root, id: 'seed', config: config('wide'), seed: 7, accuracies: [0.9] });
    makeRun({ root, id: 'spec', config: config('narrow'), accuracies: [0.9] });
    const { runs, studies } = report();
    expect(runs.map(({ run, series, basis }) => [run.id, series, basis])).toEqual([
      ['lr', [], ''],
      ['seed', ['wide'], 'as in the study'],
      ['spec', ['narrow'], 'as in the study'],
    ]);
    expect(studies.map(({ rows }) => rows.map((row) => row.runs))).toEqual([[['lr']]]);
  });

  test('a run of the DropIn paper is listed with the other runs, without a problem', () => {
    makeRun({ root, id: 'r', config: 'lenet10', accuracies: [0.98] });
    const { runs, studies } = report();
    expect(runs.map(({ series, run }) => [series, run.problems])).toEqual([[[], []]]);
    expect(studies.map(({ name }) => name)).toEqual(['lenet10']);
  });

  test('shorter and scaled runs are judged separately', () => {
    makeRun({ root, id: 'short', config: config('wide'), set: ['solver.iterations=100'], accuracies: [0.9] });
    const record = { overrides: { scale: 0.1 } };
    makeRun({ root, id: 'scaled', config: config('wide'), scale: 0.1, record, accuracies: [0.9] });
    expect(report().runs.map(({ series, basis }) => [series, basis])).toEqual([
      [['wide'], 'scaled by 0.1'],
      [['wide'], '100 of 500 iterations'],
    ]);
  });

  test('a single run decides nothing if the file assumes no deviation', () => {
    makeRun({ root, id: 'r', config: config('wide'), accuracies: [0.965, 0.965, 0.965] });
    const { verdict, finding } = report().accuracyTables[0]!.cells[1]!.main;
    expect([verdict, finding]).toEqual([
      'undecided',
      'Wide: 96.50 % (1 seed); a single run: its spread is unknown',
    ]);
  });
});
