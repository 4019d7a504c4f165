import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { main } from '../../../src/cli/main.js';

let printed = '';
let told = '';

beforeEach(() => {
  printed = '';
  told = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function dropin(...args: string[]): Promise<void> {
  await main(['node', 'dropin', ...args]);
}

it('validate reports on every spec, and fails with 2 if one is wrong', async () => {
  await dropin('validate', 'configs/lenet.yaml', 'configs/lenet1.yaml', 'configs/lenet10.yaml');
  expect(printed.split('\n')).toEqual([
    'ok configs/lenet.yaml: 4 layers with 431,080 parameters, 10,000 iterations',
    'ok configs/lenet10.yaml: 12 layers with 535,760 parameters, 10,000 iterations',
    '',
  ]);
  expect(told).toMatch(/^configs\/lenet1\.yaml: no such file, did you mean "configs\/lenet(10)?\.yaml"\?\n$/);
  expect(process.exitCode).toBe(2);
});

it('validate --json', async () => {
  await dropin('validate', '--json', 'configs/lenet.yaml', '--set', 'solver.batch=0');
  expect(JSON.parse(printed)).toEqual([
    {
      file: 'configs/lenet.yaml',
      ok: false,
      error: '--set solver.batch=0: solver.batch: expected more than 0, found 0',
    },
  ]);
  expect(process.exitCode).toBe(2);
});

it('summary applies the changes of the command line', async () => {
  await dropin('summary', 'configs/lenet10.yaml', '--format', 'json', '--set', 'dropin.mode=none');
  const summary = JSON.parse(printed) as { layers: { type: string }[] };
  expect(summary.layers.some(({ type }) => type === 'dropin')).toBe(false);
});

it('a wrong option is a usage error', async () => {
  await dropin('summary', 'configs/lenet10.yaml', '--scale', 'half');
  expect(told).toBe(
    "dropin: option '--scale <factor>' argument 'half' is invalid. expected a positive number.\n",
  );
  expect(process.exitCode).toBe(2);
});
