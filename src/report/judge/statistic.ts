import { scaled } from '../evidence/match.js';
import type { PlacedRun } from '../evidence/place.js';
import type { Statistic } from '../paper/claim-schema.js';
import type { Points } from '../../run/curve-points.js';
import { accuracyUpTo, finalAccuracy } from '../../run/final-accuracy.js';
import { mean } from '../../common/statistics.js';

type Settling = Extract<Statistic, { settles_above: number }>;

/** A statistic of one run, in percent, percentage points or iterations; undefined if its curve lacks it. */
export function statisticOf(placed: PlacedRun, statistic: Statistic): number | undefined {
  const { test } = placed.run.curve;
  if (statistic === 'final') return finalAccuracy(test);
  if (isCounted(statistic)) return settledAt(test, statistic.settles_above, placed.traits.complete);
  const [from, to] = ('change' in statistic ? statistic.change : statistic.average).map((iteration) =>
    scaled(iteration, placed.basis.scale),
  ) as [number, number];
  if ('average' in statistic) return averageOf(test, from, to);
  const [before, after] = [accuracyUpTo(test, from), accuracyUpTo(test, to)];
  return before === undefined || after === undefined ? undefined : after - before;
}

/**
 * The first test at or after `from` from which every accuracy is at least the given percentage. At first a network with DropIn
 * is only the shallow one, so convergence of the whole network counts once every DropIn has reached p = 1.
 */
function settledAt(test: Points, level: number, from: number): number | undefined {
  const last = test.accuracy.findLastIndex((accuracy) => !(accuracy * 100 >= level));
  return test.iteration.find((iteration, i) => i > last && iteration >= from);
}

function averageOf(test: Points, from: number, to: number): number | undefined {
  const inside = test.accuracy.filter((accuracy, i) => {
    const iteration = test.iteration[i]!;
    return iteration > from && iteration <= to && !Number.isNaN(accuracy);
  });
  return mean(inside.map((accuracy) => accuracy * 100));
}

/** Whether the statistic is a number of iterations. */
export function isCounted(statistic: Statistic): statistic is Settling {
  return statistic !== 'final' && 'settles_above' in statistic;
}

/** The statistic in words. */
export function describeStatistic(statistic: Statistic): string {
  if (statistic === 'final') return 'final accuracy';
  if (isCounted(statistic)) return `iterations until it stays above ${statistic.settles_above} %`;
  const [from, to] = ('change' in statistic ? statistic.change : statistic.average).map((iteration) =>
    iteration.toLocaleString('en'),
  );
  return 'change' in statistic
    ? `change from iteration ${from} to ${to}`
    : `mean accuracy of iterations ${from} to ${to}`;
}

/** The unit of the statistic of one series (`sides`: 1), or of the difference between two. */
export function unitOf(statistic: Statistic, sides: number): string {
  if (isCounted(statistic)) return 'iterations';
  const isAccuracy = statistic === 'final' || 'average' in statistic;
  return isAccuracy && sides === 1 ? '%' : 'percentage points';
}
