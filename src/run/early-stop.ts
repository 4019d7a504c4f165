import { formatPercent } from '../common/format.js';
import type { EarlyStopSpec } from '../spec/schema/solver.js';
import type { CurveRow } from './curve.js';
import type { RunRecord } from './record.js';

/** When and why a run stopped early. */
export type EarlyStop = NonNullable<RunRecord['stopped_early']>;

/**
 * The first test after which a run ends early; undefined if it goes on. It depends only on the test rows of the curve, so a
 * resumed run ends where an uninterrupted one does.
 *
 * As in Keras's `EarlyStopping`: a test is better if it exceeds the best before it by more than `min_delta`, and the run ends
 * after `patience` tests in a row that are not better.
 *
 * @param from The first iteration whose test counts. The test before the first step never counts.
 */
export function earlyStop(
  rows: readonly CurveRow[],
  rule: EarlyStopSpec,
  from: number,
): EarlyStop | undefined {
  let best: CurveRow | undefined;
  let waited = 0;
  for (const row of rows) {
    if (row.split !== 'test' || row.iteration === 0 || row.iteration < from) continue;
    if (best === undefined || gain(row, best, rule) > rule.min_delta) [best, waited] = [row, 0];
    else if (++waited === rule.patience) return { iteration: row.iteration, reason: reasonOf(best, rule) };
  }
  return undefined;
}

function gain(row: CurveRow, best: CurveRow, { monitor }: EarlyStopSpec): number {
  return monitor === 'accuracy' ? row.accuracy - best.accuracy : best.loss - row.loss;
}

/** `5 tests without an accuracy above 97.20% (iteration 500) by more than 0.10%` */
function reasonOf({ iteration, accuracy, loss }: CurveRow, { monitor, patience, min_delta }: EarlyStopSpec) {
  const isAccuracy = monitor === 'accuracy';
  const tests = patience === 1 ? 'a test' : `${patience} tests`;
  const best = isAccuracy
    ? `an accuracy above ${formatPercent(accuracy)}`
    : `a loss below ${loss.toFixed(4)}`;
  const delta = isAccuracy ? formatPercent(min_delta) : String(min_delta);
  const margin = min_delta === 0 ? '' : ` by more than ${delta}`;
  return `${tests} without ${best} (iteration ${iteration})${margin}`;
}
