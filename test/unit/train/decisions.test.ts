import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointName } from '../../../src/run/checkpoint-names.js';
import { parseState } from '../../../src/run/checkpoint-read.js';
import { readRecord } from '../../../src/run/record-file.js';
import { FakeRun, type Mishap } from './fake-run.js';

/** Tests at 4, 8, 12, 16 and 20: those at 12 and 16 are no gain. */
const correctAt = { 4: 0.5, 8: 1, 12: 1, 16: 0.5, 20: 1.5 };
const set = ['test.interval=4', 'solver.policy={type: plateau, patience: 0, gamma: 0.5}'];

async function runTo(run: FakeRun, mishap: Mishap = {}): Promise<void> {
  await run.run({ correctAt, ...mishap }, { set }).catch(() => undefined);
}

function stateAt(run: FakeRun, iteration: number) {
  const file = join(run.folder.checkpoints, checkpointName(iteration), 'state.json');
  return parseState(readFileSync(file, 'utf8'));
}

/** The learning rate of each train row. */
const ratesOf = (run: FakeRun) =>
  run
    .curve()
    .filter((line) => line.includes(',train,'))
    .map((line) => Number(line.split(',')[5]));

describe('the plateau policy in a run', () => {
  it('takes effect in the step after the deciding test; record and checkpoints contain the decisions', async () => {
    const run = new FakeRun();
    await runTo(run);
    expect(ratesOf(run)).toEqual([0.01, 0.01, 0.01, 0.005, 0.0025]);
    expect(readRecord(run.folder)?.decisions).toEqual({ rate_reductions: [12, 16] });
    expect(stateAt(run, 15).decisions).toEqual({ rate_reductions: [12] });
    expect(stateAt(run, 20).decisions).toEqual({ rate_reductions: [12, 16] });
  });

  it.each([3, 4, 8, 11, 12, 13, 15, 16, 17, 19])(
    'decides the same after the run was killed in step %d',
    async (throwAt) => {
      const whole = new FakeRun();
      await runTo(whole);
      const run = new FakeRun();
      await runTo(run, { throwAt });
      await runTo(run);
      expect(run.begunAt).toHaveLength(2);
      expect(run.curve()).toEqual(whole.curve());
      expect(stateAt(run, 20).decisions).toEqual(stateAt(whole, 20).decisions);
      expect(readRecord(run.folder)?.decisions).toEqual({ rate_reductions: [12, 16] });
    },
  );

  const advance = [
    ...['test.interval=2', 'network.0.block.added=3', 'dropin.length=3', 'dropin.advance={patience: 0}'],
    'solver.policy={type: plateau, patience: 0, gamma: 0.5}',
  ];
  const grows = { correctAt: { 2: 0.5, 4: 0.5, 6: 0, 8: 1, 10: 1, 12: 0, 14: 1, 16: 1, 18: 0.5, 20: 0.5 } };

  it.each([1, 4, 5, 7, 10, 11, 14, 16, 17, 18, 19])(
    'and dropin.advance decide the same after the run was killed in step %d',
    async (throwAt) => {
      const whole = new FakeRun();
      await whole.run(grows, { set: advance });
      expect(whole.decisions).toEqual([
        '4: the test curve is flat: conv_dropin_2 starts',
        '10: the test curve is flat: conv_dropin_3 starts',
        '16: the network stops growing: the newest layer brought no gain',
        '20: the test curve is flat: the learning rate is reduced',
      ]);
      const run = new FakeRun();
      await run.run({ ...grows, throwAt }, { set: advance }).catch(() => undefined);
      await run.run(grows, { set: advance });
      expect(run.curve()).toEqual(whole.curve());
      const decisions = {
        rate_reductions: [20],
        dropin_starts: [
          { dropin: 'conv_dropin_2', iteration: 4 },
          { dropin: 'conv_dropin_3', iteration: 10 },
        ],
        growth_ended: { iteration: 16, because: 'no gain' },
      };
      expect(stateAt(run, 20).decisions).toEqual(decisions);
      expect(readRecord(run.folder)?.decisions).toEqual(decisions);
      expect(run.curve().at(-1)!.split(',')[6]).toBe(String(2 / 3));
    },
  );

  it('is not recorded for other policies', async () => {
    const run = new FakeRun();
    await run.run();
    expect(readRecord(run.folder)).not.toHaveProperty('decisions');
    expect(stateAt(run, 20)).not.toHaveProperty('decisions');
  });
});
