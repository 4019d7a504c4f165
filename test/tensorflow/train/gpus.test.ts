import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { curveReaches, dropin, start, workFolder } from '../../../scripts/reliability/processes.js';
import type { RunRecord } from '../../../src/run/record.js';

let folder: string;

beforeAll(() => {
  folder = workFolder();
  vi.stubEnv('DROPIN_CPU_DEVICES', '2');
});

function recordOf(run: string): RunRecord {
  return JSON.parse(readFileSync(join(folder, run, 'run.json'), 'utf8')) as RunRecord;
}

/** Losses and accuracies of a curve. */
function curveOf(run: string): number[][] {
  const [, ...rows] = readFileSync(join(folder, run, 'curve.csv'), 'utf8')
    .trim()
    .split('\n');
  return rows.map((row) => row.split(',').slice(2, 4).map(Number));
}

const SHORT = ['run', 'small.yaml', '--iterations', '40'] as const;

it('two devices train as one, and the record names them', async () => {
  const one = await dropin(folder, ...SHORT, '--out', 'one');
  const two = await dropin(folder, ...SHORT, '--out', 'two', '--gpus', '2');
  expect([one.code, two.code], two.stderr).toEqual([0, 0]);
  const [expected, found] = [curveOf('one'), curveOf('two')];
  expect(found).toHaveLength(expected.length);
  found.forEach((row, i) => {
    row.forEach((value, column) => {
      expect(Math.abs(value - expected[i]![column]!)).toBeLessThan(1e-4);
    });
  });
  const [before, after] = [recordOf('one'), recordOf('two')];
  expect(after.provenance.devices).toEqual([{ name: 'CPU:0' }, { name: 'CPU:1' }]);
  expect(before.provenance.devices).toBeUndefined();
  expect(after.fingerprint?.numerics.devices).toBe(2);
  expect(after.spec_digest).toBe(before.spec_digest);
  expect(after.fingerprint?.graph).toBe(before.fingerprint?.graph);
});

it('a run of two devices resumes on one, says so and records it', async () => {
  const { process: child, ended } = start(folder, 'run', 'small.yaml', '--out', 'moved', '--gpus', '2');
  await curveReaches(join(folder, 'moved'), 10);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(143);
  const { code, stderr } = await dropin(folder, 'run', 'small.yaml', '--out', 'moved');
  expect(code, stderr).toBe(0);
  const change = 'devices 2 → 1';
  expect(stderr).toContain(`moved: results may differ in the last bits from here on: ${change}\n`);
  expect(recordOf('moved').other_bits.map(({ changes }) => changes)).toEqual([[change]]);
});

it('a run of two devices that is killed and resumed gives the same bits', async () => {
  const { code, stdout, stderr } = await dropin(
    folder,
    ...['verify-resume', 'small.yaml', '--iterations', '40', '--kills', '3', '--gpus', '2'],
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^machine +2 × cpu, /m);
  expect(stdout).toMatch(/^verdict +passed: bit-identical to the undisturbed run$/m);
});

it.each([
  ['3', 2, '--gpus 3: solver.batch (16) is not a multiple of 3: use --gpus 2 or 4, or a batch of 15 or 18\n'],
  ['4', 4, '--gpus 4: there are only 2 CPUs (DROPIN_CPU_DEVICES=2): use at most 2\n'],
])('--gpus %s is refused', async (gpus, code, message) => {
  const found = await dropin(folder, ...SHORT, '--out', `refused-${gpus}`, '--gpus', gpus);
  expect([found.code, found.stderr]).toEqual([code, message]);
});
