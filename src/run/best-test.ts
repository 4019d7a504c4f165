import type { CurveRow } from './curve.js';

/**
 * The test pass with the highest accuracy; of equal ones, the earliest. Neither the pass before the first step counts nor one
 * with a NaN or infinite loss. Undefined if there is none.
 */
export function bestTest(rows: readonly CurveRow[]): CurveRow | undefined {
  let best: CurveRow | undefined;
  for (const row of rows) {
    if (row.split !== 'test' || row.iteration === 0 || !Number.isFinite(row.loss)) continue;
    if (best === undefined || row.accuracy > best.accuracy) best = row;
  }
  return best;
}
