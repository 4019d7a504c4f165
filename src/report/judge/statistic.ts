import { scaled } from '../evidence/match.js';
import type { PlacedRun } from '../evidence/place.js';
import type { Statistic } from '../paper/schema.js';
import type { Points } from '../../run/curve-points.js';

/** “Average of last three values” (captions of Tables 3 and 5). */
const LAST = 3;

/** A statistic of one run; undefined where its curve does not reach so far. In per cent, points, or iterations. */
export function statisticOf(placed: PlacedRun, statistic: Statistic): number | undefined {
  const { test } = placed.run.curve;
  if (statistic === 'final') return accuracyUpTo(test, Infinity);
  if ('iterations_to' in statistic) {
    const first = test.accuracy.findIndex((accuracy) => accuracy * 100 >= statistic.iterations_to);
    return first < 0 ? placed.traits.iterations : test.iteration[first];
  }
  const [from, to] = statistic.change.map((iteration) =>
    accuracyUpTo(test, scaled(iteration, placed.basis.scale)),
  );
  return from === undefined || to === undefined ? undefined : to - from;
}

/** Mean of the last three test accuracies at or before an iteration, in per cent. */
export function accuracyUpTo(test: Points, iteration: number): number | undefined {
  const values: number[] = [];
  for (let i = test.iteration.length - 1; i >= 0 && values.length < LAST; i--) {
    const accuracy = test.accuracy[i]!;
    if (test.iteration[i]! <= iteration && !Number.isNaN(accuracy)) values.push(accuracy * 100);
  }
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** In words. */
export function describeStatistic(statistic: Statistic): string {
  if (statistic === 'final') return 'final accuracy';
  if ('iterations_to' in statistic) return `iterations to ${statistic.iterations_to} %`;
  const [from, to] = statistic.change;
  return `change from iteration ${from.toLocaleString('en')} to ${to.toLocaleString('en')}`;
}

/** What the statistic is counted in. */
export function unitOf(statistic: Statistic): string {
  return statistic !== 'final' && 'iterations_to' in statistic ? 'iterations' : 'points';
}
