import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { dropin, workFolder } from '../../../scripts/reliability/processes.js';

const folder = workFolder();
const LAYERS = ['conv1_1', 'conv1_2', 'fc2'];

interface Found {
  readonly step_ms: { readonly mean: number };
  readonly operations_ms: number;
  readonly layers: readonly Record<'layer' | 'forward' | 'backward' | 'update', unknown>[];
}

it('dropin bench gives every layer with parameters a time for each part, and writes a timeline', async () => {
  const args = ['bench', 'small.yaml', '--steps', '2', '--threads', '1', '--p', '0.5', '--json'];
  const { code, stdout, stderr } = await dropin(folder, ...args, '--timeline', 'step.json');
  expect(code, stderr).toBe(0);
  const found = JSON.parse(stdout) as Found;
  expect(found).toMatchObject({ p: 0.5, steps: 2, warmup: 3 });
  const trained = found.layers.filter(({ layer }) => LAYERS.includes(String(layer)));
  expect(trained.map(({ layer }) => layer)).toEqual(LAYERS);
  for (const { forward, backward, update } of trained)
    for (const ms of [forward, backward, update]) expect(ms).toBeGreaterThan(0);
  // While units are copied, the DropIn is part of the step.
  expect(found.layers.map(({ layer }) => layer)).toContain('dropin1_2');
  expect(found.operations_ms).toBeGreaterThan(0);

  const { traceEvents } = JSON.parse(readFileSync(join(folder, 'step.json'), 'utf8')) as {
    traceEvents: { ph: string; cat: string; name: string; args: { node?: string; layer: string } }[];
  };
  const filter = traceEvents.find(({ args }) => args.node?.endsWith('conv1_1/Conv2D/Conv2DBackpropFilter'));
  expect(filter).toMatchObject({ ph: 'X', cat: 'backward', args: { layer: 'conv1_1' } });
  const apply = traceEvents.filter(({ name }) => name === 'ResourceApplyKerasMomentum');
  expect(apply.map(({ cat, args }) => `${args.layer} ${cat}`).sort()).toEqual(
    LAYERS.flatMap((layer) => [`${layer} update`, `${layer} update`]),
  );
});

it('dropin bench --csv has shares that add up to 1; at p = 1 there is no DropIn', async () => {
  const { stdout } = await dropin(folder, 'bench', 'small.yaml', '--steps', '1', '--warmup', '1', '--csv');
  const rows: Record<string, string>[] = parse(stdout, { columns: true });
  expect(rows.map(({ layer }) => layer)).toEqual([...LAYERS, 'loss', 'accuracy', '(other)']);
  expect(rows.reduce((sum, { share }) => sum + Number(share), 0)).toBeCloseTo(1, 2);
});

it.each([
  [['--p', '1.5'], "dropin: option '--p <p>' argument '1.5' is invalid. expected a number from 0 to 1.\n"],
  [['--json', '--csv'], '--json and --csv: choose one\n'],
])('dropin bench %j is a usage error', async (args, stderr) => {
  expect(await dropin(folder, 'bench', 'small.yaml', ...args)).toMatchObject({ code: 2, stderr });
});

it('dropin bench says that a timeline cannot be written', async () => {
  const args = ['bench', 'small.yaml', '--steps', '1', '--timeline', 'no/step.json'];
  const { code, stderr } = await dropin(folder, ...args);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^no\/step\.json cannot be written: ENOENT/);
});
