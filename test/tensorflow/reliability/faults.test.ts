import { afterAll, beforeAll, describe, it } from 'vitest';
import { randomFrom } from '../../../scripts/fuzz/random.js';
import { closeBench, faults, openBench, type Bench } from '../../../scripts/reliability/faults/index.js';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(() => {
  closeBench(bench);
});

/** A stalled download is abandoned after a minute; scripts/reliability/report.js waits for it. */
const quick = faults.filter(({ slow }) => slow !== true);

describe('nothing is lost:', () => {
  for (const [number, { name, expected, unavailable, attempt }] of quick.entries()) {
    const reason = unavailable === undefined ? '' : ` (skipped: ${unavailable})`;
    it.skipIf(unavailable !== undefined)(`${name}: ${expected}${reason}`, async () => {
      await attempt(bench, randomFrom(number));
    });
  }
});
