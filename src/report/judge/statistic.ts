import { scaled } from '../evidence/match.js';
import type { PlacedRun } from '../evidence/place.js';
import type { Statistic } from '../paper/claim-schema.js';
import type { Points } from '../../run/curve-points.js';
import type { RunFacts } from '../../run/run-facts.js';
import { accuracyUpTo, finalAccuracy } from '../../run/final-accuracy.js';
import { mean } from '../../common/statistics.js';

type CountedStatistic = 'added_layers' | Extract<Statistic, { settles_above: number }>;
type AccuracyStatistic = Exclude<Statistic, CountedStatistic>;

/** A statistic of one run, in percent, percentage points, iterations or layers; undefined if the run lacks it. */
export function statisticOf(placed: PlacedRun, statistic: Statistic): number | undefined {
  const { run, traits } = placed;
  if (statistic === 'added_layers') return addedLayers(run.record);
  if (isCounted(statistic)) return settledAt(run.curve.test, statistic.settles_above, traits.complete);
  const accuracies = accuraciesOf(placed, statistic);
  if (accuracies.includes(undefined)) return undefined;
  const [first, second] = accuracies;
  return second === undefined ? first : second - first!;
}

/** The accuracy that a statistic is, or the two that it subtracts, in percent; undefined where the run has none. */
export function accuraciesOf(
  { run, basis }: PlacedRun,
  statistic: AccuracyStatistic,
): readonly (number | undefined)[] {
  const { test, train } = run.curve;
  if (statistic === 'final') return [finalAccuracy(test)];
  const [from, to] = iterationsOf(statistic).map((iteration) => scaled(iteration, basis.scale)) as [
    number,
    number,
  ];
  if ('change' in statistic) return [accuracyUpTo(test, from), accuracyUpTo(test, to)];
  return [averageOf('average' in statistic ? test : train, from, to)];
}

/**
 * The first test at or after `from` from which every accuracy is at least the given percentage. At first a network with DropIn
 * is only the shallow one, so convergence of the whole network counts once every DropIn has reached p = 1.
 */
function settledAt(test: Points, level: number, from: number): number | undefined {
  const last = test.accuracy.findLastIndex((accuracy) => !(accuracy * 100 >= level));
  return test.iteration.find((iteration, i) => i > last && iteration >= from);
}

/** Of a run whose test curve decides its depth: the layers that came in, the last of which brought no gain. */
function addedLayers({ record: { decisions } }: RunFacts): number | undefined {
  return decisions?.growth_ended === undefined ? undefined : (decisions.dropin_starts ?? []).length;
}

function averageOf(test: Points, from: number, to: number): number | undefined {
  const inside = test.accuracy.filter((accuracy, i) => {
    const iteration = test.iteration[i]!;
    return iteration > from && iteration <= to && !Number.isNaN(accuracy);
  });
  return mean(inside.map((accuracy) => accuracy * 100));
}

function iterationsOf(statistic: Exclude<AccuracyStatistic, 'final'>): readonly [number, number] {
  if ('change' in statistic) return statistic.change;
  return 'average' in statistic ? statistic.average : statistic.train_average;
}

/** Whether the statistic is a number of iterations or layers rather than an accuracy. */
export function isCounted(statistic: Statistic): statistic is CountedStatistic {
  return statistic === 'added_layers' || (typeof statistic === 'object' && 'settles_above' in statistic);
}

/** Whether the statistic of one series (`sides`: 1), or the difference between two, compares accuracies with each other. */
export function comparesAccuracies(statistic: Statistic, sides: number): statistic is AccuracyStatistic {
  if (isCounted(statistic)) return false;
  return sides > 1 || (statistic !== 'final' && 'change' in statistic);
}

/** Digits after the point that are meaningful. */
export function digitsOf(statistic: Statistic): number {
  if (statistic === 'added_layers') return 1;
  return isCounted(statistic) ? 0 : 2;
}

/** The statistic in words. */
export function describeStatistic(statistic: Statistic): string {
  if (statistic === 'final') return 'final accuracy';
  if (statistic === 'added_layers') return 'layers that came in';
  if ('settles_above' in statistic) return `iterations until it stays above ${statistic.settles_above} %`;
  const [from, to] = iterationsOf(statistic).map((iteration) => iteration.toLocaleString('en'));
  if ('change' in statistic) return `change from iteration ${from} to ${to}`;
  const accuracy = 'average' in statistic ? 'mean accuracy' : 'mean training accuracy';
  return `${accuracy} after iteration ${from} and up to ${to}`;
}

/** Why runs lack the statistic: `did not stay above 95 %` */
export function describeLack(statistic: Statistic): string {
  if (statistic === 'added_layers') return 'whose growth has not ended';
  if (statistic === 'final') return 'without tests';
  if ('settles_above' in statistic) return `did not stay above ${statistic.settles_above} %`;
  return `without ${'train_average' in statistic ? 'logged steps' : 'tests'} at these iterations`;
}

/** The unit of the statistic of one series (`sides`: 1), or of the difference between two. */
export function unitOf(statistic: Statistic, sides: number): string {
  if (statistic === 'added_layers') return 'layers';
  if (isCounted(statistic)) return 'iterations';
  return comparesAccuracies(statistic, sides) ? 'percentage points' : '%';
}
