import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseState } from '../../../src/run/checkpoint-read.js';
import { runRecordSchema } from '../../../src/run/record.js';
import { versionOneDigest } from '../spec/version-one.js';
import { FakeRun, type Mishap } from './fake-run.js';

async function wholeRun(): Promise<FakeRun> {
  const whole = new FakeRun();
  await whole.run();
  return whole;
}

/** Digest of all training batches. */
function batchesOf(run: FakeRun): string {
  const state = readFileSync(join(run.folder.checkpoints, 'iteration-00000020', 'state.json'), 'utf8');
  return parseState(state).batches_sha256;
}

const recordOf = (run: FakeRun) => runRecordSchema.parse(JSON.parse(readFileSync(run.folder.record, 'utf8')));

describe('a complete run', () => {
  it('logs tests before steps, and ends with a test', async () => {
    const run = await wholeRun();
    expect(run.curve().map((line) => line.split(',').slice(0, 2).join(' '))).toEqual([
      'iteration split',
      '0 test',
      '0 train',
      '4 train',
      '8 test',
      '8 train',
      '12 train',
      '16 test',
      '16 train',
      '20 test',
    ]);
    expect(run.curve()[3]!.split(',').slice(5)).toEqual([String(0.01 * 1.4 ** -0.75), '0.4']);
  });

  it('leaves its files and the newest checkpoints, but no lock', async () => {
    const { folder } = await wholeRun();
    expect(readdirSync(folder.path).sort()).toEqual([
      'checkpoints',
      'curve.csv',
      'input.json',
      'run.json',
      'spec.yaml',
      'summary.txt',
      'tensorboard',
    ]);
    expect(readdirSync(folder.checkpoints)).toEqual(['iteration-00000015', 'iteration-00000020']);
    expect(readFileSync(folder.summary, 'utf8')).toContain('iterations   20 of 20\n');
  });

  it('records its settings and results', async () => {
    const run = await wholeRun();
    expect(recordOf(run)).toMatchObject({
      status: 'finished',
      iteration: 20,
      iterations: 20,
      seed: 1,
      test: { iteration: 20, accuracy: 3 / 5 },
      resumes: [],
    });
  });

  it('writes TensorBoard scalars', async () => {
    const run = await wholeRun();
    expect(run.lastProgram!.scalars.slice(0, 5)).toEqual([
      'open',
      expect.stringMatching(/^test\/loss@0=/) as string,
      'test/accuracy@0=0.6',
      'test/dropin_p@0=0',
      'flush',
    ]);
  });

  it('is not repeated', async () => {
    const run = await wholeRun();
    const before = readFileSync(run.folder.curve, 'utf8');
    expect(await run.run()).toMatchObject({ alreadyFinished: true, record: { status: 'finished' } });
    expect(readFileSync(run.folder.curve, 'utf8')).toBe(before);
  });

  it('is repeated from the start with fresh, leaving other files unchanged', async () => {
    const run = await wholeRun();
    const notes = join(run.folder.path, 'notes.txt');
    writeFileSync(notes, 'mine');
    const before = run.curve();
    expect(await run.run({}, { fresh: true })).toMatchObject({ alreadyFinished: false });
    expect(run.begunAt).toEqual([0, 0]);
    expect(run.curve()).toEqual(before);
    expect(existsSync(notes)).toBe(true);
  });
});

describe('a resumed run writes the same rows as an uninterrupted one', () => {
  it.each<[string, Mishap, number]>([
    ['stopped between rows', { signalAt: 2 }, 3],
    ['stopped when a test is due', { signalAt: 7 }, 8],
    ['stopped when a train row is due', { signalAt: 11 }, 12],
    ['stopped at a checkpoint', { signalAt: 9 }, 10],
    ['stopped in the first test pass', { signalInTest: 1 }, 0],
    ['stopped in a later test pass', { signalInTest: 5 }, 8],
    ['stopped in the last test pass', { signalInTest: 13 }, 20],
    ['failed before the first checkpoint', { throwAt: 3 }, 0],
    ['failed after rows beyond the newest checkpoint', { throwAt: 14 }, 10],
    ['failed just after a checkpoint', { throwAt: 15 }, 15],
  ])('%s', async (_, mishap, resumedAt) => {
    const whole = await wholeRun();
    const broken = new FakeRun();
    await broken.run(mishap).catch(() => undefined);
    expect(recordOf(broken).status).toBe('throwAt' in mishap ? 'failed' : 'stopped');
    await broken.run();
    expect(broken.begunAt).toEqual([0, resumedAt]);
    expect(broken.curve()).toEqual(whole.curve());
  });

  it.each([0, 3, 5, 9, 12, 19])('with two batches an iteration, failed in step %d', async (throwAt) => {
    const set = ['solver.iter_size=2'];
    const [whole, broken] = [new FakeRun(), new FakeRun()];
    await whole.run({}, { set });
    await broken.run({ throwAt }, { set }).catch(() => undefined);
    await broken.run({}, { set });
    expect(broken.curve()).toEqual(whole.curve());
    expect(batchesOf(broken)).toBe(batchesOf(whole));
  });

  it('after many stops', async () => {
    const whole = await wholeRun();
    const broken = new FakeRun();
    for (let step = 0; step < 20; step++) await broken.run({ signalAt: step });
    await broken.run();
    expect(broken.curve()).toEqual(whole.curve());
    expect(recordOf(broken)).toMatchObject({ status: 'finished', iteration: 20 });
  });

  it('after a damaged checkpoint, from the one before it', async () => {
    const whole = await wholeRun();
    const broken = new FakeRun();
    await broken.run({ throwAt: 14 }).catch(() => undefined);
    writeFileSync(join(broken.folder.checkpoints, 'iteration-00000010', 'model.index'), 'x');
    await broken.run();
    expect(broken.begunAt).toEqual([0, 5]);
    expect(broken.warnings[0]).toMatch(/iteration-00000010 is damaged and skipped/);
    expect(broken.curve()).toEqual(whole.curve());
  });

  it('and the record lists the resumes', async () => {
    const run = new FakeRun();
    const { record } = await run.run({ signalAt: 2 });
    expect(record).toMatchObject({ status: 'stopped', signal: 'SIGTERM', iteration: 3 });
    await run.run();
    expect(recordOf(run)).toMatchObject({ status: 'finished', resumes: [{ iteration: 3 }] });
    expect(recordOf(run).signal).toBeUndefined();
  });
});

describe('a loss that is not a number', () => {
  it('ends the run, and keeps the last good checkpoint', async () => {
    const run = new FakeRun();
    const { record } = await run.run({ nanAt: 12 });
    expect(record).toMatchObject({ status: 'diverged', diverged_at: 12, iteration: 12 });
    expect(run.curve().at(-1)).toMatch(/^12,train,NaN,/);
    expect(readdirSync(run.folder.checkpoints)).toEqual(['iteration-00000005', 'iteration-00000010']);
  });

  it('is logged even if no row is due', async () => {
    const run = new FakeRun();
    await run.run({ nanAt: 13 });
    expect(run.curve().at(-1)).toMatch(/^13,train,NaN,/);
  });

  it('lets the run finish if the spec allows it', async () => {
    const run = new FakeRun(', allow_divergence: true');
    const { record } = await run.run({ nanAt: 12 });
    expect(record).toMatchObject({ status: 'finished', diverged_at: 12 });
    expect(await run.run()).toMatchObject({ alreadyFinished: true });
  });
});

describe('a folder with a different run', () => {
  it('is refused, with the differences', async () => {
    const run = await wholeRun();
    await expect(run.run({}, { set: ['seed=2', 'solver.base_lr=0.1'] })).rejects.toMatchObject({
      exitCode: 2,
      message:
        `${run.folder.path} contains a run of another spec:\n  seed: 1 → 2\n  solver.base_lr: 0.01 → 0.1\n` +
        'name another folder with --out, or replace that run with --fresh',
    });
  });

  it('counts as the same run if only texts differ, which are then updated', async () => {
    const run = new FakeRun();
    await run.run({ signalAt: 2 });
    await run.run({}, { set: ['description=Said better.', 'notes=[{about: a, choice: b}]'] });
    expect(recordOf(run)).toMatchObject({ status: 'finished', resumes: [{ iteration: 3 }] });
    expect(readFileSync(run.folder.spec, 'utf8')).toContain('description: Said better.\n');
  });

  it('counts as the same run if the differences do not affect results', async () => {
    const run = new FakeRun();
    await run.run({ signalAt: 2 });
    const set = ['name=other', 'display=7', 'checkpoint.keep=9', 'dataset.from=files', 'test.batch=2'];
    await run.run({}, { set });
    expect(recordOf(run)).toMatchObject({ status: 'finished', name: 'other', resumes: [{ iteration: 3 }] });
    expect(await run.run()).toMatchObject({ alreadyFinished: true });
  });

  it('counts as the same run if a version of dropin without a field made it, and resumes twice', async () => {
    const run = new FakeRun();
    await run.run({ signalAt: 2 });
    const text = readFileSync(run.folder.spec, 'utf8').replace('  draw: image\n', '');
    const digest = versionOneDigest(text);
    writeFileSync(run.folder.spec, text);
    for (const file of [
      run.folder.record,
      join(run.folder.checkpoints, 'iteration-00000003', 'state.json'),
    ]) {
      const json = JSON.parse(readFileSync(file, 'utf8')) as object;
      writeFileSync(file, JSON.stringify({ ...json, spec_digest: digest }));
    }
    await run.run({ signalAt: 9 }, { set: ['name=other'] });
    await run.run();
    expect(recordOf(run)).toMatchObject({
      status: 'finished',
      spec_digest: digest,
      resumes: [{ iteration: 3 }, { iteration: 10 }],
    });
  });

  it('is refused if spec.yaml is not the spec of its record', async () => {
    const run = await wholeRun();
    const record = { ...recordOf(run), spec_digest: '0'.repeat(64) };
    writeFileSync(run.folder.record, JSON.stringify(record));
    await expect(run.run()).rejects.toThrow(
      `${run.folder.path} contains a run of another spec:\n  ${run.folder.spec} is not the spec that run.json names\n`,
    );
  });

  it('is taken over with fresh', async () => {
    const run = await wholeRun();
    await run.run({}, { set: ['seed=2'], fresh: true });
    expect(recordOf(run).seed).toBe(2);
  });

  it('is replaced with fresh if its record is damaged', async () => {
    const run = await wholeRun();
    const before = run.curve();
    writeFileSync(run.folder.record, '{');
    await run.run({}, { fresh: true });
    expect(run.curve()).toEqual(before);
  });

  it.each([true, false])('is refused if it has a file that no run writes, fresh: %s', async (fresh) => {
    const run = new FakeRun();
    mkdirSync(run.folder.path);
    writeFileSync(run.folder.spec, 'mine');
    await expect(run.run({}, { fresh })).rejects.toMatchObject({
      exitCode: 2,
      message: `${run.folder.spec} exists but is not a dropin run: name another folder with --out`,
    });
    expect(readFileSync(run.folder.spec, 'utf8')).toBe('mine');
  });

  it('does not include one in which the program only failed to start', async () => {
    const run = new FakeRun();
    await expect(run.run({}, { noProgram: true })).rejects.toThrow('no TensorFlow');
    await run.run();
    expect(recordOf(run).status).toBe('finished');
  });
});
