import { describe, expect, it } from 'vitest';
import { fuzzAll } from '../../../scripts/fuzz/run.js';
import { targets } from '../../../scripts/fuzz/targets/index.js';

describe('readers of untrusted input give a clear error or a result for 100 mutated', () => {
  it.each(Object.keys(targets))('%s', async (name) => {
    const [tally] = await fuzzAll(100, 7, undefined, [name]);
    expect(tally).toMatchObject({ inputs: 100, findings: [] });
    expect(tally!.read + tally!.refused).toBe(100);
  });
});
