import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Plateau } from '../../../src/run/plateau.js';
import { solverSchema } from '../../../src/spec/schema/solver.js';
import { learningRate } from '../../../src/train/learning-rate.js';

interface Golden {
  readonly base_lr: number;
  readonly cases: Record<
    string,
    { readonly settings: object; readonly curve: number[]; readonly rates: number[] }
  >;
}

const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/golden/plateau.json', import.meta.url), 'utf8'),
) as Golden;

/** The learning rate after each test pass, and the positions of the passes that reduced it. */
function decide(settings: object, curve: readonly number[]): { rates: number[]; reduced: number[] } {
  const policy = { type: 'plateau', ...settings };
  const solver = solverSchema.parse({ iterations: 1, batch: 1, base_lr: golden.base_lr, policy });
  if (solver.policy.type !== 'plateau') throw new Error('another policy');
  const plateau = new Plateau(solver.policy);
  const reduced: number[] = [];
  const rates = curve.map((value, pass) => {
    if (plateau.add({ accuracy: value, loss: value })) reduced.push(pass);
    return learningRate(solver, 0, reduced.length);
  });
  return { rates, reduced };
}

describe('the plateau policy decides as PyTorch’s ReduceLROnPlateau (scripts/golden/plateau.py):', () => {
  it.each(Object.entries(golden.cases))('%s', (_, { settings, curve, rates: expected }) => {
    const { rates, reduced } = decide(settings, curve);
    expect(reduced.length).toBeGreaterThan(0);
    rates.forEach((rate, pass) => {
      expect(rate / expected[pass]!).toBeCloseTo(1, 12);
    });
  });
});

describe('a flat test curve', () => {
  it('tolerates `patience` passes without a gain; the next one decides, and the count starts afresh', () => {
    const { reduced } = decide({ patience: 2 }, [0.5, 0.5, 0.4, 0.5, 0.5, 0.5, 0.5]);
    expect(reduced).toEqual([3, 6]);
  });

  it('needs more than min_gain over the best so far, in either direction', () => {
    expect(decide({ patience: 0, min_gain: 0.25 }, [0.25, 0.5, 0.625, 0.875]).reduced).toEqual([1, 3]);
    expect(decide({ metric: 'loss', patience: 0 }, [2, 1, 1, 3, 0.5]).reduced).toEqual([2, 3]);
  });

  it('takes NaN as no gain', () => {
    expect(decide({ patience: 0 }, [0.5, NaN, 0.6]).reduced).toEqual([1]);
  });

  it('never raises a base_lr that is below min_lr', () => {
    expect(decide({ patience: 0, min_lr: 1 }, [0.5, 0.5]).rates).toEqual([0.1, 0.1]);
  });
});
