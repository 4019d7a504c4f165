import type { Statistic } from '../paper/claim-schema.js';
import type { PaperExperiment } from '../paper/schema.js';
import type { Region } from './estimate.js';
import { describeRegion } from './format.js';
import { comparesAccuracies, describeStatistic, isCounted, unitOf } from './statistic.js';
import { plural } from '../../common/format.js';

/** A number that a verdict depends on. */
export interface Threshold {
  /** `converged`, `seeds` */
  readonly name: string;
  /** With its unit: `at least 90 %` */
  readonly value: string;
}

export interface Rule {
  /** One or two sentences. */
  readonly rule: string;
  readonly thresholds: readonly Threshold[];
}

/** The rule that decides whether the runs of a series converge. */
export function convergenceRule(
  { failed, converged }: PaperExperiment,
  expect: boolean,
  seeds: number,
  lengths?: number,
): Rule {
  const [wanted, opposite] = expect
    ? [`at least ${converged} %`, `at most ${failed} %`]
    : [`at most ${failed} %`, `at least ${converged} %`];
  const all = seeds === 1 ? 'Every run' : `All runs (at least ${seeds})`;
  const at = lengths === undefined ? '' : ` at ${lengths} or more lengths`;
  return {
    rule:
      `${all} must end with an accuracy of ${wanted}${at}. A run that ends with ${opposite} contradicts the claim; one in ` +
      `between counts for neither side. If runs disagree, a significant majority decides (Wilson’s 95 % interval).`,
    thresholds: [
      { name: 'converged', value: `at least ${converged} %` },
      { name: 'failed', value: `at most ${failed} %` },
      { name: 'seeds', value: `${seeds}` },
      ...(lengths === undefined ? [] : [{ name: 'lengths', value: `${lengths}` }]),
    ],
  };
}

/** The rule by which a mean, or the difference of two (`sides`: 2), is compared with a region. */
export function meansRule(
  { failed, deviation }: PaperExperiment,
  statistic: Statistic,
  region: Region,
  seeds: number,
  sides: number,
): Rule {
  const unit = unitOf(statistic, sides);
  const where = describeRegion(region, unit);
  const of =
    sides === 1 ? `the ${describeStatistic(statistic)}` : `the difference in ${describeStatistic(statistic)}`;
  const nothing = isCounted(statistic) || deviation === undefined;
  const assumed = nothing
    ? 'A single run decides nothing.'
    : `For a single run, a standard deviation of ${plural(deviation, 'percentage point')} between seeds is assumed, and the verdict is at best “agrees, one run”.`;
  const compares = comparesAccuracies(statistic, sides);
  const learned = compares
    ? ` If no accuracy is above ${failed} %, no network learned, and nothing is decided.`
    : '';
  return {
    rule: `The 95 % confidence interval (Welch’s t) of ${of} must be ${where}, with at least ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}. ${assumed}${learned}`,
    thresholds: [
      { name: 'region', value: where },
      { name: 'confidence', value: '95 %' },
      { name: 'seeds', value: `${seeds}` },
      ...(compares ? [{ name: 'failed', value: `at most ${failed} %` }] : []),
      ...(nothing
        ? []
        : [{ name: 'assumed deviation for one run', value: plural(deviation, 'percentage point') }]),
    ],
  };
}
