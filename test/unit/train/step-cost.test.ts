import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../../../src/network/load.js';
import { Progress } from '../../../src/train/progress.js';
import { stepCost, sumOverSteps } from '../../../src/train/step-cost.js';

const load = (file: string, set: string[] = []) =>
  loadExperiment(`configs/${file}`, { set: ['dropin.length=1000', ...set], iterations: 2000 });

/** Steps at these p relative to one at p = 1, as measured in docs/bench/ramp-*.md. */
describe('the cost of a step over the ramp', () => {
  it.each([
    ['lenet10.yaml', 31, 0.61],
    ['lenet10.yaml', 531, 0.87],
    ['cifar11.yaml', 31, 0.68],
    ['cifar11.yaml', 531, 0.93],
    ['vgg16.yaml', 63, 0.4],
    ['vgg16.yaml', 563, 0.74],
  ])(
    '%s at iteration %d of a ramp of 1,000 is within 0.1 of the measured %d',
    (file, iteration, measured) => {
      expect(Math.abs(stepCost(load(file).network)(iteration) - measured)).toBeLessThan(0.1);
    },
  );

  it('leaves out layers that have not come in', () => {
    // lenet10-grow took 163 ms with every layer and 51 ms without, of whose batch normalization the forward pass remains.
    const { network } = load('lenet10.yaml', ['defaults.conv.batch_norm={}', 'dropin.start=500']);
    expect(Math.abs(stepCost(network)(0) - 51 / 163)).toBeLessThan(0.15);
    expect(stepCost(network)(2000)).toBe(1);
  });

  it('is 1 when every channel is computed, and without DropIn', () => {
    expect(stepCost(load('lenet10.yaml').network)(1000)).toBe(1);
    expect(stepCost(load('lenet10.yaml', ['dropin.mode=none']).network)(0)).toBe(1);
  });
});

it('sums a cost over the steps, by sampling if there are many', () => {
  expect(sumOverSteps((at) => at, 10, 14)).toBe(10 + 11 + 12 + 13);
  expect(sumOverSteps(() => 2, 0, 1_000_000)).toBeCloseTo(2_000_000);
  expect(sumOverSteps((at) => at, 0, 1_000_000) / 5e11).toBeCloseTo(1, 5);
  expect(sumOverSteps(() => 1, 5, 5)).toBe(0);
});

it('Progress: the time left accounts for the slower steps to come', () => {
  const { spec } = load('lenet10.yaml', ['test.interval=2000']);
  const progress = new Progress(spec, (iteration) => (iteration < 1000 ? 1 : 2));
  progress.stepped(0.1, 0);
  expect(progress.secondsLeft).toBeCloseTo(1000 * 0.1 + 1000 * 0.2);
});
