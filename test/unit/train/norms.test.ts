import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { normsTable } from '../../../src/cli/commands/plot/norms-table.js';
import { plotCommand } from '../../../src/cli/commands/plot/plot.js';
import { drawnIterations, normsSpec } from '../../../src/report/figures/norms.js';
import { openNorms, readNorms, type NormRow } from '../../../src/run/norms-file.js';
import { specDigest } from '../../../src/spec/identity.js';
import { FakeRun } from './fake-run.js';

const set = ['norms.interval=3'];
const HEADER = 'iteration,layer,activation,gradient,update,weight\n';

const row = (iteration: number, more: Partial<NormRow> = {}): NormRow => ({
  ...{ iteration, layer: 'conv1', activation: 0.5, gradient: 0.25, update: 1e-9, weight: 2 },
  ...more,
});

describe('norms.csv', () => {
  const path = () => join(mkdtempSync(join(tmpdir(), 'dropin-norms-')), 'norms.csv');

  it('has a line per layer and step; an activation that is not computed is empty', () => {
    const file = path();
    const norms = openNorms(file, 0);
    const rows = [row(0, { activation: 1 / 3 }), row(0, { layer: 'fc_2-a.b', activation: undefined })];
    norms.append(rows);
    norms.sync();
    norms.close();
    expect(readFileSync(file, 'utf8')).toBe(
      `${HEADER}0,conv1,0.33333333,0.25,1e-9,2\n0,fc_2-a.b,,0.25,1e-9,2\n`,
    );
    expect(readNorms(file)).toEqual([{ ...rows[0]!, activation: 0.33333333 }, rows[1]]);
    expect(readNorms(`${file}.none`)).toEqual([]);
  });

  it('keeps the steps before a resume, without damaged lines and one that was being written', () => {
    const file = path();
    writeFileSync(file, `${HEADER}0,conv1,1,1,1,1\n���\n5,conv1,1,1,1,1\n10,conv1,1,1,1,1\n15,conv1,1`);
    openNorms(file, 10).close();
    expect(readFileSync(file, 'utf8')).toBe(`${HEADER}0,conv1,1,1,1,1\n5,conv1,1,1,1,1\n`);
    openNorms(file, 0).close();
    expect(readFileSync(file, 'utf8')).toBe(HEADER);
  });
});

describe('a run with norms', () => {
  it('measures the steps at the interval, in norms.csv and TensorBoard', async () => {
    const run = new FakeRun();
    await run.run({}, { set });
    const rows = readNorms(run.folder.norms);
    expect(rows.map(({ iteration }) => iteration)).toEqual([0, 3, 6, 9, 12, 15, 18]);
    expect(rows[0]).toMatchObject({ layer: 'conv_1', activation: 1, gradient: 2, weight: 1 });
    const scalars = run.lastProgram!.scalars.filter((one) => one.includes('conv_1@6='));
    expect(scalars.map((one) => one.split('@')[0])).toEqual([
      ...['activation/conv_1', 'gradient/conv_1', 'update/conv_1', 'weight/conv_1'],
    ]);
  });

  it.each([1, 4, 6, 7, 12, 19])('has every row once after it was killed in step %d', async (throwAt) => {
    const whole = new FakeRun();
    await whole.run({}, { set });
    const run = new FakeRun();
    await expect(run.run({ throwAt }, { set })).rejects.toThrow('the machine burns');
    appendFileSync(run.folder.norms, '18,conv');
    await run.run({}, { set });
    expect(readFileSync(run.folder.norms, 'utf8')).toBe(readFileSync(whole.folder.norms, 'utf8'));
    expect(run.curve()).toEqual(whole.curve());
  });

  it('is the same run as one without, which writes no file', async () => {
    const run = new FakeRun();
    await run.run();
    expect(existsSync(run.folder.norms)).toBe(false);
    expect(specDigest(run.experiment(...set).spec)).toBe(specDigest(run.experiment().spec));
  });
});

describe('dropin plot --norms', () => {
  const rows = [row(0), row(0, { layer: 'fc2', activation: undefined, weight: 0 }), row(50), row(100)];

  it('prints the first and the newest step', () => {
    expect(normsTable(rows)).toBe(`iteration 0
layer  activation  gradient  update    weight  update / weight
conv1  0.5000      0.2500    1.000e-9  2.000   5.000e-10
fc2                0.2500    1.000e-9  0.000

iteration 100
layer  activation  gradient  update    weight  update / weight
conv1  0.5000      0.2500    1.000e-9  2.000   5.000e-10
`);
  });

  it('draws at most eight steps, with breaks where a norm is 0 or missing', () => {
    const many = Array.from({ length: 100 }, (_, i) => row(10 * i));
    expect(drawnIterations(many)).toEqual([0, 140, 280, 420, 570, 710, 850, 990]);
    expect(drawnIterations(rows)).toEqual([0, 50, 100]);
    const { concat } = normsSpec(rows, 'run') as { concat: { data: { values: unknown[] } }[] };
    expect(concat[0]!.data.values[1]).toEqual({ layer: 'fc2', iteration: 0, value: null });
    expect(concat[3]!.data.values[1]).toEqual({ layer: 'fc2', iteration: 0, value: null });
  });

  it('writes a picture of a run, and says what a run without norms needs', async () => {
    const run = new FakeRun();
    await run.run({}, { set });
    const results = mkdtempSync(join(tmpdir(), 'dropin-norms-'));
    const out = `${run.folder.path}.svg`;
    expect(await plotCommand([run.folder.path], { results, norms: true, out })).toBe(`${out}\n`);
    const svg = readFileSync(out, 'utf8');
    for (const text of ['Gradient (L2 norm)', 'conv_1', '18']) expect(svg).toContain(text);

    const plain = new FakeRun();
    await plain.run();
    await expect(plotCommand([plain.folder.path], { results, norms: true })).rejects.toMatchObject({
      message: `${plain.folder.path} has no norms: measure them with norms.interval in its spec (--set norms.interval=100)`,
      exitCode: 2,
    });
  });
});
