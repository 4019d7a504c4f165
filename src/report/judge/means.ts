import type { Group } from '../evidence/evidence.js';
import type { PlacedRun } from '../evidence/place.js';
import type { Statistic } from '../paper/claim-schema.js';
import type { PaperExperiment } from '../paper/schema.js';
import type { Wording } from '../paper/wording.js';
import type { CheckResult, Need } from './result.js';
import { estimate, halfWidth, type Estimate, type Region } from './estimate.js';
import { describeRegion, formatEstimate, formatIn } from './format.js';
import { meansRule } from './rule.js';
import {
  accuraciesOf,
  comparesAccuracies,
  describeLack,
  describeStatistic,
  isCounted,
  statisticOf,
  unitOf,
} from './statistic.js';
import { judgeRegion, type Judgement } from './verdict.js';

/** Options of a check of means. */
interface Asked {
  /** Number of runs needed; by default the experiment’s. */
  readonly seeds?: number | undefined;
  /** Expected number in the headline: `paper 62.2 %`. */
  readonly expected?: string;
}

/** Compares the final accuracy with an expected one. Without an expected number nothing can be contradicted. */
export function judgeAccuracy(
  group: Group,
  expected: number | undefined,
  margin: number,
  wording: Wording,
): CheckResult {
  if (expected === undefined) return judgeMeans([group], 'final', {}, {});
  const region = { above: expected - margin, below: expected + margin };
  return judgeMeans([group], 'final', region, { expected: `${wording.number} ${expected.toFixed(1)} %` });
}

/** Compares the mean of one series, or the difference of two, with a region. */
export function judgeMeans(
  groups: readonly Group[],
  statistic: Statistic,
  { above, below }: Region,
  asked: Asked,
): CheckResult {
  const region = { above, below };
  const { experiment } = groups[0]!.series;
  const seeds = asked.seeds ?? experiment.seeds;
  const name = groups.map(({ label }) => label).join(' − ');
  const unit = unitOf(statistic, groups.length);
  const common = {
    question: `${name}: ${describeStatistic(statistic)} ${describeRegion(region, unit)}`,
    ...meansRule(experiment, statistic, region, seeds, groups.length),
    runs: idsOf(groups),
  };
  const estimates = groups.map((group) => estimateOf(group, statistic));
  const known = estimates.filter((one) => one !== undefined);
  if (known.length < groups.length)
    return { ...common, ...withoutNumbers(groups, estimates, statistic, seeds) };
  const value = known[0]!.mean - (known[1]?.mean ?? 0);
  const half = halfWidth(known);
  const finding = describe(groups, known, statistic, value, half);
  if (noneLearned(groups, statistic))
    return {
      ...common,
      verdict: 'undecided',
      headline: `${name}: no network learned`,
      finding: `${finding}; no network learned, so nothing is compared`,
      slack: 0,
      needs: [],
    };
  const judgement = judgeRegion(value, known, region, seeds);
  const expected = asked.expected === undefined ? '' : `, ${asked.expected}`;
  return {
    ...common,
    verdict: judgement.verdict,
    headline: `${name}: ${formatIn(value, statistic, groups.length > 1)} ± ${formatIn(half, statistic)} ${unit}${expected}`,
    finding,
    slack: slackOf(value, half, region),
    needs: needsOf(judgement, groups),
  };
}

/** Whether all accuracies that are compared are those of networks that failed: these are equal, whatever the claim says. */
function noneLearned(groups: readonly Group[], statistic: Statistic): boolean {
  if (!comparesAccuracies(statistic, groups.length)) return false;
  return groups.every((group) => {
    const { failed } = group.series.experiment;
    const accuracies = finishedRuns(group).flatMap((one) => accuraciesOf(one, statistic));
    return accuracies.every((accuracy) => accuracy! <= failed);
  });
}

function withoutNumbers(
  groups: readonly Group[],
  estimates: readonly (Estimate | undefined)[],
  statistic: Statistic,
  seeds: number,
) {
  const missing = groups.filter((_, i) => estimates[i] === undefined);
  const unfinished = missing.filter((group) => finishedRuns(group).length === 0);
  const reasons = missing.map((group) => reasonOf(group, statistic));
  return {
    verdict: unfinished.length === missing.length ? ('not run' as const) : ('undecided' as const),
    headline: reasons[0]!,
    finding: reasons.join('; '),
    slack: 0,
    needs: unfinished.map(({ label }) => ({ of: label, runs: seeds })),
  };
}

function reasonOf(group: Group, statistic: Statistic): string {
  const finished = finishedRuns(group);
  if (finished.length === 0) return [`${group.label}: no finished run`, ...remarks(group)].join('; ');
  const without = finished.filter((one) => statisticOf(one, statistic) === undefined).length;
  return `${group.label}: ${without} of ${finished.length} runs ${describeLack(statistic)}`;
}

function describe(
  groups: readonly Group[],
  estimates: readonly Estimate[],
  statistic: Statistic,
  value: number,
  half: number,
): string {
  const numbers = groups.map((group, i) => `${group.label}: ${formatEstimate(estimates[i]!, statistic)}`);
  const difference = `difference ${formatIn(value, statistic, true)} ± ${formatIn(half, statistic)}`;
  const assumed = assumedSpreads(estimates);
  return [
    ...numbers,
    ...(groups.length > 1 ? [difference] : []),
    ...(assumed === '' ? [] : [assumed]),
    ...groups.flatMap(remarks),
  ].join('; ');
}

function assumedSpreads(estimates: readonly Estimate[]): string {
  const assumed = estimates.flatMap(({ assumed: is, deviation }) => (is ? [deviation] : []));
  if (assumed.length === 0) return '';
  const known = assumed.filter((deviation) => !Number.isNaN(deviation));
  if (known.length === 0) return 'a single run: its spread is unknown';
  return `a single run; assumed standard deviation ${[...new Set(known)].join(', ')}`;
}

/** Distance of the interval from the nearest end of the region, inside or outside; 0 if the interval straddles an end. */
function slackOf(value: number, half: number, { above = -Infinity, below = Infinity }: Region): number {
  const inside = Math.min(value - half - above, below - value - half);
  const outside = Math.max(above - value - half, value - half - below);
  return Math.max(inside, outside, 0);
}

/**
 * Estimate over the seeds of a group, without diverged runs. Undefined if there are none, or if any of them lacks the
 * statistic: a mean over the runs that have it would flatter the series.
 */
export function estimateOf(group: Group, statistic: Statistic): Estimate | undefined {
  const values = finishedRuns(group).map((one) => statisticOf(one, statistic));
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length) return undefined;
  return estimate(known, assumedDeviation(group.series.experiment, statistic));
}

function finishedRuns({ counted, diverged }: Group): readonly PlacedRun[] {
  return counted.filter((one) => !diverged.includes(one));
}

/** NaN (no assumption) for numbers of iterations and layers, and for experiments that assume nothing. */
function assumedDeviation({ deviation }: PaperExperiment, statistic: Statistic): number {
  return isCounted(statistic) ? NaN : (deviation ?? NaN);
}

export function needsOf({ moreSeeds }: Judgement, groups: readonly Group[]): readonly Need[] {
  return moreSeeds > 0 ? groups.map(({ label }) => ({ of: label, runs: moreSeeds })) : [];
}

export function idsOf(groups: readonly Group[]): readonly string[] {
  return groups.flatMap((group) => group.runs.map(({ run }) => run.id));
}

/** Further remarks about the runs of a group. */
export function remarks({ diverged, unfinished, repeated }: Group): readonly string[] {
  return [
    ...(diverged.length > 0 ? [`${diverged.length} diverged`] : []),
    ...(unfinished.length > 0 ? [`${unfinished.length} not finished`] : []),
    ...(repeated.length > 0
      ? [
          `not counted, superseded by a newer run of the same seed: ${repeated.map(({ run }) => run.id).join(', ')}`,
        ]
      : []),
  ];
}
