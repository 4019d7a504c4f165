import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bestTest } from '../../../src/run/best-test.js';
import { chosenCheckpoint, type CheckpointChoice } from '../../../src/run/chosen-checkpoint.js';
import { parseCurve, CURVE_HEADER } from '../../../src/run/curve.js';
import { readRecord } from '../../../src/run/record-file.js';
import { FakeRun, type Mishap } from './fake-run.js';

/** The test at 8 is the best after iteration 0; that at 16 is worse, that at 20 as good. */
const correctAt = { 0: 1.5, 8: 1, 16: 0.5, 20: 1 };
const set = ['checkpoint.keep_best=true'];

async function runTo(run: FakeRun, mishap: Mishap = {}): Promise<void> {
  await run.run({ correctAt, ...mishap }, { set }).catch(() => undefined);
}

const checkpoints = (run: FakeRun) => readdirSync(run.folder.checkpoints).sort();
const name = (iteration: number) => `iteration-${String(iteration).padStart(8, '0')}`;

async function chosen(run: FakeRun, choice: CheckpointChoice): Promise<number> {
  const { record } = await run.run({ correctAt }, { set, noProgram: true });
  const { state } = await chosenCheckpoint(run.folder, record.spec_digest, choice, () => undefined);
  return state.iteration;
}

describe('the best checkpoint', () => {
  it('is written after the test, kept besides the newest, and found by its accuracy', async () => {
    const run = new FakeRun();
    await runTo(run);
    expect(checkpoints(run)).toEqual([name(8), name(15), name(20)]);
    expect([await chosen(run, 'best'), await chosen(run, 'newest')]).toEqual([8, 20]);
  });

  it('is not kept with keep_best: false', async () => {
    const run = new FakeRun();
    await run.run({ correctAt });
    expect(checkpoints(run)).toEqual([name(15), name(20)]);
    await expect(chosen(run, 'best')).rejects.toThrow(
      `${run.folder.path}: no checkpoint of iteration 8; available: 20, 15`,
    );
  });

  it.each([6, 8, 9, 12, 16, 17, 19])('is the same after a run was killed in step %d', async (throwAt) => {
    const whole = new FakeRun();
    await runTo(whole);
    const run = new FakeRun();
    await runTo(run, { throwAt });
    if (throwAt > 8) expect(checkpoints(run)).toContain(name(8));
    await runTo(run);
    expect(checkpoints(run)).toEqual(checkpoints(whole));
    expect(run.curve()).toEqual(whole.curve());
  });

  it('does not count tests after the newest checkpoint, which a resumed run repeats', async () => {
    const run = new FakeRun();
    await runTo(run, { throwAt: 16 });
    const text = readFileSync(run.folder.curve, 'utf8');
    expect(text).toContain('\n16,test,');
    writeFileSync(run.folder.curve, text.replace(/^(16,test,[^,]*),0.3,/m, '$1,1,'));
    const { spec_digest: digest } = readRecord(run.folder)!;
    const { state } = await chosenCheckpoint(run.folder, digest, 'best', () => undefined);
    expect([state.iteration, checkpoints(run)]).toEqual([8, [name(8), name(10), name(15)]]);
  });

  it('is an error before the first test after iteration 0', async () => {
    const run = new FakeRun();
    const { record } = await run.run({ signalAt: 2 }, { set });
    expect(checkpoints(run)).toEqual([name(3)]);
    await expect(
      chosenCheckpoint(run.folder, record.spec_digest, 'best', () => undefined),
    ).rejects.toMatchObject({
      message: `${run.folder.path}: no test after iteration 0 yet, so no best checkpoint`,
      exitCode: 2,
    });
  });
});

it('bestTest: the earliest of equals, not before the first step, not where the loss is NaN', () => {
  const rows = ['0,test,1,0.9', '4,train,1,1', '8,test,1,0.5', '16,test,NaN,0.8', '20,test,1,0.5'];
  const text = rows.map((row) => `${row},,,,1,1\n`).join('');
  expect(bestTest(parseCurve(CURVE_HEADER + text))?.iteration).toBe(8);
  expect(bestTest([])).toBeUndefined();
});
