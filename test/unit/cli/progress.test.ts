import { expect, it } from 'vitest';
import { progressLine, rowLine } from '../../../src/cli/render/progress.js';
import type { CurveRow } from '../../../src/run/curve.js';
import { Progress } from '../../../src/train/progress.js';
import { specOf } from '../network/helpers.js';

const solver = { iterations: 1000, batch: 50, base_lr: 0.01 };
const testRow: CurveRow = {
  iteration: 0,
  split: 'test',
  loss: 2.3,
  accuracy: 0.1,
  top5: 0.5,
  learningRate: undefined,
  dropinP: 0,
  imagesPerSecond: 1234.5,
  elapsedS: 1,
};

function halfWay(): Progress {
  const progress = new Progress(specOf('[fc: {outputs: 10}]', { solver, test: { interval: 250 } }));
  progress.tested(testRow, 10);
  progress.stepped(0.1, 0);
  Object.assign(progress, { iteration: 500, phase: 'training', loss: 0.25, accuracy: 0.94, dropinP: 0.5 });
  return progress;
}

it('progressLine: 500 steps of 0.1 s and 2 tests of 10 s are left', () => {
  expect(progressLine(halfWay(), 10)).toBe(
    '█████░░░░░  500/1000 50%  500 images/s  loss 0.2500  accuracy 94.00%  test 10.00%  p 0.500  1 min 10 s left',
  );
});

it('progressLine: before the first step', () => {
  const progress = new Progress(specOf('[fc: {outputs: 10}]', { solver }));
  progress.phase = 'testing';
  expect(progressLine(progress, 4)).toBe('░░░░  0/1000 0%  testing');
});

it('rowLine: a test, and a step', () => {
  const progress = halfWay();
  expect(rowLine(testRow, progress)).toBe(
    'iteration    0  test   loss 2.3000  accuracy 10.00%  top 5 50.00%  p 0.000  1235 images/s',
  );
  const step: CurveRow = { ...testRow, iteration: 500, split: 'train', top5: undefined, dropinP: undefined };
  expect(rowLine(step, progress)).toBe(
    'iteration  500  train  loss 2.3000  accuracy 10.00%  1235 images/s  1 min 10 s left',
  );
});

it('Progress: the first step, which also sets TensorFlow up, is ignored once there is a second one', () => {
  const progress = new Progress(specOf('[fc: {outputs: 10}]', { solver }));
  progress.stepped(3, 0);
  expect([progress.secondsOfStep, progress.justPaced]).toEqual([3, false]);
  progress.stepped(0.1, 0);
  expect([progress.secondsOfStep, progress.justPaced]).toEqual([0.1, true]);
  progress.stepped(0.3, 0);
  expect(progress.secondsOfStep).toBeCloseTo(0.1 + 0.05 * 0.2);
  expect(progress.justPaced).toBe(false);
});

it('progressLine and rowLine: a run that may stop early takes at most so long', () => {
  const spec = specOf('[fc: {outputs: 10}]', { solver: { ...solver, early_stop: { patience: 3 } } });
  const progress = new Progress(spec);
  progress.stepped(0.1, 0);
  expect(progressLine(progress, 4)).toBe('░░░░  0/1000 0%  500 images/s  at most 1 min 40 s left');
  expect(rowLine({ ...testRow, split: 'train', top5: undefined, dropinP: undefined }, progress)).toBe(
    'iteration    0  train  loss 2.3000  accuracy 10.00%  1235 images/s  at most 1 min 40 s left',
  );
});
