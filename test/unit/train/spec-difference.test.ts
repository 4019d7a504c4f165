import { describe, expect, it } from 'vitest';
import { differences } from '../../../src/run/spec-difference.js';

describe('differences', () => {
  it('is empty for equal trees', () => {
    expect(differences({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
  });

  it('names changed, added and removed fields', () => {
    const before = { seed: 1, solver: { base_lr: 0.01 }, network: [{ fc: { outputs: 10 } }], old: 'x' };
    const after = { seed: 2, solver: { base_lr: 0.01, momentum: 0.9 }, network: [{ fc: { outputs: 5 } }] };
    expect(differences(before, after)).toEqual([
      'seed: 1 → 2',
      'solver.momentum: nothing → 0.9',
      'network.0.fc.outputs: 10 → 5',
      'old: "x" → nothing',
    ]);
  });
});
