import { scaled } from '../evidence/match.js';
import type { PlacedRun } from '../evidence/place.js';
import type { Statistic } from '../paper/schema.js';
import { accuracyUpTo, finalAccuracy } from '../../run/final-accuracy.js';

/** A statistic of one run; undefined where its curve does not reach so far. In per cent, points, or iterations. */
export function statisticOf(placed: PlacedRun, statistic: Statistic): number | undefined {
  const { test } = placed.run.curve;
  if (statistic === 'final') return finalAccuracy(test);
  if ('iterations_to' in statistic) {
    const first = test.accuracy.findIndex((accuracy) => accuracy * 100 >= statistic.iterations_to);
    return first < 0 ? placed.traits.iterations : test.iteration[first];
  }
  const [from, to] = statistic.change.map((iteration) =>
    accuracyUpTo(test, scaled(iteration, placed.basis.scale)),
  );
  return from === undefined || to === undefined ? undefined : to - from;
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
