import { formatPercent } from '../common/format.js';
import type { EarlyStopSpec } from '../spec/schema/solver.js';
import type { CurveRow } from './curve.js';
import { Plateau } from './plateau.js';
import type { RunRecord } from './record.js';

/** When and why a run stopped early. */
export type EarlyStop = NonNullable<RunRecord['stopped_early']>;

/**
 * The first test after which a run ends early, where the test curve is flat (see `Plateau`); undefined if it goes on. It depends
 * only on the test rows of the curve, so a resumed run ends where an uninterrupted one does.
 *
 * @param from The first iteration whose test counts. The test before the first step never counts.
 */
export function earlyStop(
  rows: readonly CurveRow[],
  rule: EarlyStopSpec,
  from: number,
): EarlyStop | undefined {
  const plateau = new Plateau(rule);
  let best: CurveRow | undefined;
  for (const row of rows) {
    if (row.split !== 'test' || row.iteration === 0 || row.iteration < from) continue;
    const before = plateau.best;
    const flat = plateau.add(row);
    if (plateau.best !== before) best = row;
    if (flat) return { iteration: row.iteration, reason: reasonOf(best, rule) };
  }
  return undefined;
}

/** `5 tests without an accuracy above 97.20% (iteration 500) by more than 0.10%` */
function reasonOf(
  best: CurveRow | undefined,
  { metric, patience, min_gain: minGain }: EarlyStopSpec,
): string {
  const tests = patience === 0 ? 'a test' : `${patience + 1} tests`;
  if (best === undefined) return `${tests} without ${metric === 'accuracy' ? 'an accuracy' : 'a loss'}`;
  const value =
    metric === 'accuracy'
      ? `an accuracy above ${formatPercent(best.accuracy)}`
      : `a loss below ${best.loss.toFixed(4)}`;
  const gain = metric === 'accuracy' ? formatPercent(minGain) : String(minGain);
  const margin = minGain === 0 ? '' : ` by more than ${gain}`;
  return `${tests} without ${value} (iteration ${best.iteration})${margin}`;
}
