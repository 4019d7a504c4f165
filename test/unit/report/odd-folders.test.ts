import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeReport } from '../../../src/report/render/write.js';
import { Reporter } from '../../../src/report/report.js';
import { RunReader } from '../../../src/report/results/run.js';
import { makeRun } from './made-run.js';

const reporter = new Reporter();
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dropin-odd-'));
  makeRun({ root, id: 'good', config: 'lenet10', accuracies: [0.5, 0.98, 0.98, 0.98] });
});
afterEach(() => {
  spawnSync('chmod', ['-R', 'u+rwx', root]);
  rmSync(root, { recursive: true });
});

/** The problems reported for each run and for folders. The report is made in any case. */
async function problems(): Promise<Record<string, readonly string[]>> {
  const folders: string[] = [];
  const runs = new RunReader().readAll(root, (problem) => folders.push(problem.replace(root, 'ROOT')));
  const report = reporter.report(runs);
  await writeReport(report, join(root, 'report'));
  expect(report.runs.find(({ run }) => run.id === 'good')!.run.problems).toEqual([]);
  const ofRuns = report.runs.map(({ run }) => [run.id, run.problems] as const);
  return {
    ...Object.fromEntries(ofRuns.filter(([, found]) => found.length > 0)),
    ...(folders.length > 0 ? { folders } : {}),
  };
}

function odd(name: string): string {
  const folder = join(root, name);
  makeRun({ root, id: name, config: 'lenet10', seed: 2, accuracies: [0.98] });
  return folder;
}

test('a pipe in place of curve.csv does not block', async () => {
  const folder = odd('pipe');
  rmSync(join(folder, 'curve.csv'));
  spawnSync('mkfifo', [join(folder, 'curve.csv')]);
  expect(await problems()).toEqual({ pipe: ['curve.csv cannot be read: expected a file, found a pipe'] });
});

test('circular links: a file is reported, a folder is not entered', async () => {
  const folder = odd('link');
  rmSync(join(folder, 'curve.csv'));
  symlinkSync('curve.csv', join(folder, 'curve.csv'));
  mkdirSync(join(root, 'circle'));
  symlinkSync('..', join(root, 'circle/up'));
  expect(await problems()).toEqual({ link: ['curve.csv cannot be read: its links form a cycle'] });
});

test('folders 1,500 levels deep are not searched to the end', async () => {
  mkdirSync(join(root, 'deep', ...new Array<string>(1500).fill('d')), { recursive: true });
  const { folders } = await problems();
  expect(folders).toEqual([
    `ROOT/deep/${new Array(15).fill('d').join('/')}: folders more than 16 levels deep are not searched`,
  ]);
});

test('a spec of 20 MB is not read', async () => {
  writeFileSync(join(odd('large'), 'spec.yaml'), `name: ${'x'.repeat(20e6)}\n`);
  expect(await problems()).toEqual({
    large: ['spec.yaml cannot be read: expected at most 1.0 MB, found 20.0 MB'],
  });
});

test('a spec of 300,000,000 layers is not expanded', async () => {
  const spec = 'name: huge\nnetwork:\n  - block: {conv: conv1, outputs: 20, kernel: 5, added: 300000000}\n';
  writeFileSync(join(odd('huge'), 'spec.yaml'), spec);
  expect(await problems()).toEqual({
    huge: ['spec.yaml cannot be read: it has 300,000,001 layers; at most 20000 are supported'],
  });
});

test.each(['2:abc', 'a'.repeat(64)])(
  'a spec that contains itself, of a run with the digest %s',
  async (digest) => {
    const folder = odd('circle');
    writeFileSync(join(folder, 'spec.yaml'), 'network: &all\n  - *all\n');
    const record = readFileSync(join(folder, 'run.json'), 'utf8');
    writeFileSync(
      join(folder, 'run.json'),
      record.replace(/"spec_digest": ?"[^"]*"/, `"spec_digest":"${digest}"`),
    );
    expect(await problems()).toEqual({
      circle: ['spec.yaml cannot be read: a value contains itself through an alias'],
    });
  },
);

test('run.json and spec.yaml of 100,000 nested lists, or binary', async () => {
  const nested = '['.repeat(100_000) + ']'.repeat(100_000);
  writeFileSync(join(odd('json'), 'run.json'), nested);
  writeFileSync(join(odd('yaml'), 'spec.yaml'), nested);
  writeFileSync(join(odd('binary'), 'spec.yaml'), Buffer.from([0, 1, 2, 3]));
  expect(Object.keys(await problems()).sort()).toEqual(['binary', 'json', 'yaml']);
});

test.skipIf(process.getuid?.() === 0)(
  'an unreadable folder is reported (skipped for root, who can read everything)',
  async () => {
    odd('locked');
    chmodSync(join(root, 'locked'), 0o000);
    const { folders } = await problems();
    expect(folders![0]).toMatch(/^ROOT\/locked cannot be read: EACCES/);
  },
);
