import { describe, expect, it } from 'vitest';
import type { CurveRow } from '../../../src/run/curve.js';
import { grownNetwork } from '../../../src/run/grown-network.js';
import { Decider } from '../../../src/train/decider.js';
import { networkOf, specOf } from '../network/helpers.js';

const LAYERS = '[block: {conv: conv1, outputs: 4, kernel: 3, added: 3}, fc: {outputs: 10}]';
const ADVANCE = { patience: 1, min_gain: 0.01 };

function decider(dropin: object, solver: object = {}): Decider {
  const more = {
    dropin: { length: 200, advance: ADVANCE, ...dropin },
    solver: { iterations: 5000, batch: 1, base_lr: 0.1, ...solver },
  };
  return new Decider(specOf(LAYERS, more), networkOf(LAYERS, more), []);
}

/** Test passes every 100 iterations, from iteration 0 on. */
function rows(accuracies: readonly number[]): CurveRow[] {
  return accuracies.map((accuracy, pass) => ({
    ...{ iteration: 100 * pass, split: 'test', accuracy, loss: 1 - accuracy },
    ...{ top5: undefined, learningRate: undefined, dropinP: 0, imagesPerSecond: 1, elapsedS: pass },
  }));
}

function decided(accuracies: readonly number[], dropin: object = {}, solver: object = {}) {
  const found = decider(dropin, solver);
  for (const row of rows(accuracies)) found.add(row);
  return found.decisions;
}

describe('dropin.advance', () => {
  it('starts the next DropIn where the curve is flat, counts no test of a ramp, and ends without a gain', () => {
    // 0.5 at 200, flat at 400; ramp to 600; 0.6 at 700, flat at 900; ramp to 1100; flat at 1300, where the best, 0.605, is not
    // 0.01 above 0.6.
    const accuracies = [0.1, 0.3, 0.5, 0.5, 0.505, 0.2, 0.55, 0.6, 0.6, 0.6, 0.9, 0.6, 0.605, 0.605];
    expect(decided(accuracies)).toEqual({
      dropin_starts: [
        { dropin: 'dropin1_2', iteration: 400 },
        { dropin: 'dropin1_3', iteration: 900 },
      ],
      growth_ended: { iteration: 1300, because: 'no gain' },
    });
  });

  it('ends when every layer is in and the curve is flat', () => {
    const stages = [0.5, 0.6, 0.7, 0.8].flatMap((accuracy) => [accuracy, accuracy, accuracy]);
    expect(decided([0.1, ...stages], { length: 0 })).toEqual({
      dropin_starts: [
        { dropin: 'dropin1_2', iteration: 300 },
        { dropin: 'dropin1_3', iteration: 600 },
        { dropin: 'dropin1_4', iteration: 900 },
      ],
      growth_ended: { iteration: 1200, because: 'all in' },
    });
  });

  it('counts tests from dropin.start on', () => {
    expect(decided([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], { start: 350 })).toEqual({
      dropin_starts: [{ dropin: 'dropin1_2', iteration: 600 }],
    });
  });

  it('reads the loss', () => {
    const advance = { ...ADVANCE, metric: 'loss', patience: 0 };
    expect(decided([0.1, 0.5, 0.505], { advance })?.dropin_starts).toEqual([
      { dropin: 'dropin1_2', iteration: 200 },
    ]);
  });

  it('comes before the plateau policy, whose tests count after the growth', () => {
    const found = decider({ length: 0 }, { policy: { type: 'plateau', patience: 0 } });
    // Flat at 300 and, without a gain, at 600: from 700 on tests count for the learning rate.
    const seen = rows([0.1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]).map((row) => {
      found.add(row);
      return [found.grownAt, found.rateReductions];
    });
    expect(seen.slice(5)).toEqual([
      [Infinity, 0],
      [600, 0],
      [600, 0],
      [600, 1],
    ]);
  });

  it('decides nothing without DropIn', () => {
    expect(decided([0.5, 0.5, 0.5, 0.5], { mode: 'none' })).toBeUndefined();
  });

  it('leaves layers that never came in out of the network', () => {
    const more = { dropin: { advance: ADVANCE } };
    const decisions = { dropin_starts: [{ dropin: 'dropin1_2', iteration: 400 }] };
    const grown = grownNetwork(networkOf(LAYERS, more), { iteration: 450, decisions });
    expect(grown.layers.map(({ layer }) => layer.name)).toEqual([
      ...['input', 'conv1_1', 'conv1_2', 'dropin1_2', 'fc1', 'loss', 'accuracy'],
    ]);
  });
});
