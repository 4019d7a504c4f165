import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schedulesEnd } from '../../../src/network/scheduled.js';
import { CURVE_HEADER, parseCurve } from '../../../src/run/curve.js';
import { earlyStop } from '../../../src/run/early-stop.js';
import { readRecord } from '../../../src/run/record-file.js';
import { specDigest } from '../../../src/spec/identity.js';
import type { EarlyStopSpec } from '../../../src/spec/schema/solver.js';
import { FakeRun, type Mishap } from './fake-run.js';

const rule: EarlyStopSpec = { metric: 'accuracy', patience: 1, min_gain: 0 };

/** Tests at 0, 10, 20, … with these accuracies and losses. */
function tests(accuracies: readonly number[], losses: readonly number[] = []) {
  const rows = accuracies.map((accuracy, i) => `${10 * i},test,${losses[i] ?? 1},${accuracy},,,,1,1\n`);
  return parseCurve(CURVE_HEADER + rows.join(''));
}

describe('earlyStop', () => {
  it('ends the run after more than patience tests in a row that are not better', () => {
    expect(earlyStop(tests([0, 0.5, 0.5, 0.6, 0.6, 0.59, 0.9]), rule, 0)).toEqual({
      iteration: 50,
      reason: '2 tests without an accuracy above 60.00% (iteration 30)',
    });
    expect(earlyStop(tests([0, 0.5, 0.5, 0.6, 0.6, 0.61, 0.6]), rule, 0)).toBeUndefined();
  });

  it('takes a test as better only if it exceeds the best by more than min_gain', () => {
    expect(earlyStop(tests([0, 0.5, 0.505, 0.509]), { ...rule, min_gain: 0.01 }, 0)).toEqual({
      iteration: 30,
      reason: '2 tests without an accuracy above 50.00% (iteration 10) by more than 1.00%',
    });
    expect(earlyStop(tests([0, 0.5, 0.505, 0.52]), { ...rule, min_gain: 0.01 }, 0)).toBeUndefined();
  });

  it('can watch the loss', () => {
    const rows = tests([0, 0.5, 0.6, 0.7], [9, 0.25, 0.24, 0.3]);
    expect(earlyStop(rows, { ...rule, metric: 'loss', patience: 0 }, 0)).toEqual({
      iteration: 30,
      reason: 'a test without a loss below 0.2400 (iteration 20)',
    });
    expect(earlyStop(rows, { ...rule, metric: 'loss', patience: 0, min_gain: 0.02 }, 0)).toEqual({
      iteration: 20,
      reason: 'a test without a loss below 0.2500 (iteration 10) by more than 0.02',
    });
  });

  it('counts neither the test before the first step nor tests before every DropIn has ended', () => {
    const rows = tests([0.9, 0.5, 0.8, 0.3, 0.3, 0.3]);
    expect(earlyStop(rows, rule, 0)?.iteration).toBe(40);
    expect(earlyStop(rows, rule, 30)?.iteration).toBe(50);
    expect(earlyStop(rows, rule, 40)).toBeUndefined();
  });
});

/** Tests at 0, 4, 8, …; the DropIn ends at 4. The test at 8 is the best. */
const correctAt = { 0: 1.5, 4: 0.5, 8: 1, 12: 0.5, 16: 1, 20: 1.5 };
const set = ['test.interval=4', 'dropin.length=4', 'solver.early_stop={patience: 1}'];
const reason = '2 tests without an accuracy above 60.00% (iteration 8)';

async function runTo(run: FakeRun, mishap: Mishap = {}): Promise<void> {
  await run.run({ correctAt, ...mishap }, { set }).catch(() => undefined);
}

const checkpoints = (run: FakeRun) => readdirSync(run.folder.checkpoints).sort();

describe('a run with solver.early_stop', () => {
  it('finishes after the test that decides it, with a checkpoint, and records why', async () => {
    const run = new FakeRun();
    const { record } = await run.run({ correctAt }, { set });
    expect(record).toMatchObject({
      status: 'finished',
      iteration: 16,
      iterations: 20,
      stopped_early: { iteration: 16, reason },
      test: { iteration: 16, accuracy: 0.6 },
    });
    expect(readRecord(run.folder)).toEqual(record);
    expect(run.curve().at(-1)).toMatch(/^16,test,/);
    expect(checkpoints(run)).toEqual(['iteration-00000015', 'iteration-00000016']);
    expect(readFileSync(run.folder.summary, 'utf8')).toContain(`\nstopped      early: ${reason}\n`);
  });

  it('is finished: running it again does nothing', async () => {
    const run = new FakeRun();
    await runTo(run);
    const { record, alreadyFinished } = await run.run({}, { set, noProgram: true });
    expect([alreadyFinished, record.stopped_early]).toEqual([true, { iteration: 16, reason }]);
    expect(run.warnings).toEqual([]);
  });

  it.each([2, 5, 9, 12, 13, 15])('ends at the same test after it was killed in step %d', async (throwAt) => {
    const whole = new FakeRun();
    await runTo(whole);
    const run = new FakeRun();
    await runTo(run, { throwAt });
    await runTo(run);
    expect(run.curve()).toEqual(whole.curve());
    expect(checkpoints(run)).toEqual(checkpoints(whole));
    expect(readRecord(run.folder)?.stopped_early).toEqual({ iteration: 16, reason });
  });

  it('ends at once when it resumes at the checkpoint of its last test, with run.json lost', async () => {
    const run = new FakeRun();
    await runTo(run);
    const curve = run.curve();
    rmSync(run.folder.record);
    const { record, alreadyFinished } = await run.run({ correctAt }, { set });
    expect([alreadyFinished, run.lastProgram?.steps, record.stopped_early?.iteration]).toEqual([
      false,
      0,
      16,
    ]);
    expect(run.curve()).toEqual(curve);
  });

  it('does not end while a DropIn copies units', async () => {
    const run = new FakeRun();
    const { record } = await run.run({ correctAt }, { set: [...set, 'dropin.length=15'] });
    expect([record.iteration, record.stopped_early]).toEqual([20, undefined]);
  });

  it('is another run than one without, whose digest does not change', () => {
    const run = new FakeRun();
    const digest = (...more: string[]) => specDigest(run.experiment(...more).spec);
    expect(digest(...set)).not.toBe(digest(...set.slice(0, 2)));
    expect(schedulesEnd(run.experiment(...set).network)).toBe(4);
  });
});
