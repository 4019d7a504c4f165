import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { solverSchema, type Policy } from '../../../src/spec/schema/solver.js';
import { learningRate } from '../../../src/train/learning-rate.js';

const rate = (policy: Policy, t: number) =>
  learningRate(solverSchema.parse({ iterations: 100, batch: 1, base_lr: 0.01, policy }), t);

describe('learningRate', () => {
  it.each<[string, Policy, number, number]>([
    ['fixed', { type: 'fixed' }, 99, 0.01],
    ['step, before the first', { type: 'step', gamma: 0.1, step: 10 }, 9, 0.01],
    ['step, at the first', { type: 'step', gamma: 0.1, step: 10 }, 10, 0.001],
    ['step, third', { type: 'step', gamma: 0.5, step: 10 }, 39, 0.00125],
    ['multistep, before', { type: 'multistep', gamma: 0.1, steps: [60, 65] }, 59, 0.01],
    ['multistep, at the first', { type: 'multistep', gamma: 0.1, steps: [60, 65] }, 60, 0.001],
    ['multistep, past the last', { type: 'multistep', gamma: 0.1, steps: [60, 65] }, 70, 0.0001],
    ['inv at 0', { type: 'inv', gamma: 0.0001, power: 0.75 }, 0, 0.01],
    // Caffe's LeNet at its last iteration: 0.01 · 2^−0.75
    ['inv at 10,000', { type: 'inv', gamma: 0.0001, power: 0.75 }, 10_000, 0.005946035575013605],
    ['exp', { type: 'exp', gamma: 0.5 }, 3, 0.00125],
    ['poly at 0', { type: 'poly', power: 2 }, 0, 0.01],
    ['poly half-way', { type: 'poly', power: 2 }, 50, 0.0025],
    ['poly at the end', { type: 'poly', power: 2 }, 100, 0],
    ['sigmoid at its step', { type: 'sigmoid', gamma: -0.1, step: 50 }, 50, 0.005],
    // 0.01 / (1 + e)
    ['sigmoid, 10 past', { type: 'sigmoid', gamma: -0.1, step: 50 }, 60, 0.002689414213699951],
  ])('%s', (_, policy, t, expected) => {
    expect(rate(policy, t)).toBeCloseTo(expected, 15);
  });
});

describe('learningRate matches PyTorch’s (scripts/golden/solvers.py)', () => {
  const { schedules } = JSON.parse(
    readFileSync(new URL('../../fixtures/golden/solvers.json', import.meta.url), 'utf8'),
  ) as { schedules: Record<string, number[]> };
  const ratesOf = (more: object) => {
    const solver = solverSchema.parse({ iterations: 10, batch: 1, base_lr: 0.5, ...more });
    return Array.from({ length: 10 }, (_, t) => learningRate(solver, t));
  };
  it.each<[string, object]>([
    ['cosine', { policy: { type: 'cosine' } }],
    ['cosine_final', { policy: { type: 'cosine', final: 0.1 } }],
    ['warmup', { warmup: { iterations: 4, from: 0.25 } }],
  ])('%s', (name, more) => {
    const expected = schedules[name]!;
    ratesOf(more).forEach((found, t) => {
      expect(found).toBeCloseTo(expected[t]!, 12);
    });
  });

  it('warms up a falling rate', () => {
    const rates = ratesOf({ policy: { type: 'step', gamma: 0.1, step: 2 }, warmup: { iterations: 4 } });
    expect(rates.slice(0, 6).map((rate) => Number(rate.toPrecision(12)))).toEqual([
      0, 0.125, 0.025, 0.0375, 0.005, 0.005,
    ]);
  });
});
