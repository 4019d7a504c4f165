import { describe, expect, it } from 'vitest';
import { copiedUnits, dropInRatio } from '../../../src/network/dropin-schedule.js';

describe('p', () => {
  it('is 0 before the start, then min(1, τ/d)', () => {
    const schedule = { length: 4, start: 10 };
    const ratios = [0, 9, 10, 11, 13, 14, 99].map((iteration) => dropInRatio(iteration, schedule));
    expect(ratios).toEqual([0, 0, 0, 0.25, 0.75, 1, 1]);
  });

  it('steps to 1 at the start if the length is 0', () => {
    expect([0, 4, 5, 6].map((iteration) => dropInRatio(iteration, { length: 0, start: 5 }))).toEqual([
      0, 0, 1, 1,
    ]);
  });
});

describe('copied units', () => {
  it('are those with an index λ < q·n, in every small case', () => {
    for (let d = 1; d <= 12; d++)
      for (let tau = 0; tau <= d + 1; tau++)
        for (let n = 1; n <= 15; n++) {
          // λ < (1 − τ/d)·n in integers: λ·d < (d − τ)·n
          const copied = Array.from({ length: n }, (_, unit) => unit).filter(
            (unit) => unit * d < (d - tau) * n,
          );
          expect(copiedUnits(tau, { length: d, start: 0 }, n), `d=${d} τ=${tau} n=${n}`).toBe(copied.length);
        }
  });

  it('are exact for a large product of length and units', () => {
    const schedule = { length: 300_000, start: 0 };
    expect(copiedUnits(1, schedule, 3_000_000)).toBe(2_999_990);
    expect(copiedUnits(100_000, schedule, 3_000_001)).toBe(2_000_001);
    expect(copiedUnits(299_999, schedule, 3_000_000)).toBe(10);
  });

  it('are all units before the start, and none after the end', () => {
    const schedule = { length: 7, start: 3 };
    expect(copiedUnits(3, schedule, 5)).toBe(5);
    expect(copiedUnits(4, schedule, 5)).toBe(5);
    expect(copiedUnits(5, schedule, 5)).toBe(4);
    expect(copiedUnits(10, schedule, 5)).toBe(0);
  });
});
