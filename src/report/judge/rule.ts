import type { Statistic } from '../paper/claim-schema.js';
import type { PaperExperiment } from '../paper/schema.js';
import type { Region } from './estimate.js';
import { describeRegion } from './format.js';
import { describeStatistic, isCounted, unitOf } from './statistic.js';

/** A number that a verdict depends on. */
export interface Threshold {
  /** `converged`, `seeds` */
  readonly name: string;
  /** With its unit: `at least 90 %` */
  readonly value: string;
}

export interface Rule {
  /** A sentence or two. */
  readonly rule: string;
  readonly thresholds: readonly Threshold[];
}

/** How it is judged whether the runs of a series converge. */
export function convergenceRule(
  { failed, converged }: PaperExperiment,
  expect: boolean,
  seeds: number,
  lengths?: number,
): Rule {
  const [wanted, opposite] = expect
    ? [`at least ${converged} %`, `at most ${failed} %`]
    : [`at most ${failed} %`, `at least ${converged} %`];
  const many = seeds === 1 ? 'run' : `of ${seeds} or more runs`;
  const at = lengths === undefined ? '' : `, at ${lengths} or more lengths`;
  return {
    rule:
      `The final accuracy of every ${many} is ${wanted}${at}; ${opposite} contradicts, and between counts for neither. ` +
      `Where runs disagree, most must agree (Wilson’s 95 % interval).`,
    thresholds: [
      { name: 'converged', value: `at least ${converged} %` },
      { name: 'failed', value: `at most ${failed} %` },
      { name: 'seeds', value: `${seeds}` },
      ...(lengths === undefined ? [] : [{ name: 'lengths', value: `${lengths}` }]),
    ],
  };
}

/** How a mean, or the difference of two (`sides`: 2), is judged against a region. */
export function meansRule(
  { deviation }: PaperExperiment,
  statistic: Statistic,
  region: Region,
  seeds: number,
  sides: number,
): Rule {
  const unit = unitOf(statistic);
  const where = describeRegion(region, unit);
  const of =
    sides === 1 ? `the ${describeStatistic(statistic)}` : `the difference in ${describeStatistic(statistic)}`;
  const nothing = isCounted(statistic) || deviation === undefined;
  const assumed = nothing
    ? 'One run decides nothing.'
    : `For one run a spread of ${deviation} ${deviation === 1 ? 'point' : 'points'} between seeds is assumed, and the verdict is “agrees, one run” at best.`;
  return {
    rule: `The 95 % confidence interval (Welch’s t) of ${of} is ${where}, with ${seeds} or more seeds. ${assumed}`,
    thresholds: [
      { name: 'region', value: where },
      { name: 'confidence', value: '95 %' },
      { name: 'seeds', value: `${seeds}` },
      ...(nothing ? [] : [{ name: 'spread assumed for one run', value: `${deviation} points` }]),
    ],
  };
}
