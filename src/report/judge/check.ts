import type { Evidence, Group } from '../evidence/evidence.js';
import type { Basis } from '../evidence/place.js';
import type { Check, PaperExperiment, Statistic } from '../paper/schema.js';
import { estimate, halfWidth, type Estimate, type Region } from './estimate.js';
import { describeRegion, formatEstimate, formatIn } from './format.js';
import { describeStatistic, statisticOf, unitOf } from './statistic.js';
import { judgeFraction, judgeRegion, type Judgement, type Verdict } from './verdict.js';

/** Runs that an undecided part still needs. */
export interface Need {
  /** `LeNet(10), no DropIn` */
  readonly of: string;
  readonly runs: number;
}

/** One part of a claim, judged. */
export interface CheckResult {
  /** What is asked: `LeNet(10), no DropIn: does not converge` */
  readonly question: string;
  readonly verdict: Verdict;
  /** The numbers behind the verdict. */
  readonly finding: string;
  readonly needs: readonly Need[];
  /** Ids of the runs behind it. */
  readonly runs: readonly string[];
}

/** A check may be several questions: one a length, or one a cell. */
export function judgeCheck(check: Check, evidence: Evidence, basis: Basis): readonly CheckResult[] {
  switch (check.kind) {
    case 'convergence':
      return judgeConvergence(check, evidence, basis);
    case 'difference': {
      const sides = [check.left, check.right].map((id) => evidence.groups(id, basis)[0]!);
      return [judgeMeans(sides, check.statistic, check)];
    }
    case 'value':
      return [judgeMeans([evidence.groups(check.series, basis)[0]!], check.statistic, check)];
    case 'cells': {
      const table = evidence.paper.data.accuracy_tables[check.table]!;
      const { margin } = evidence.paper.experiment(table.experiment);
      return table.rows.flatMap(({ series, paper }) => {
        if (paper === undefined) return [];
        return [judgeAccuracy(evidence.groups(series, basis)[0]!, paper, margin)];
      });
    }
  }
}

function judgeConvergence(
  check: Extract<Check, { kind: 'convergence' }>,
  evidence: Evidence,
  basis: Basis,
): readonly CheckResult[] {
  const groups = evidence.groups(check.series, basis);
  const { of, label, experiment } = evidence.paper.series(check.series);
  const seeds = check.seeds ?? experiment.seeds;
  const asked = check.expect ? 'converges' : 'does not converge';
  if (groups.length === 0) {
    const name = `${of.label}, ${label}`;
    const needs = [{ of: name, runs: seeds }];
    return [{ question: `${name}: ${asked}`, verdict: 'not run', finding: 'no run', needs, runs: [] }];
  }
  return groups.map((group) => {
    const outcomes = group.counted.map((one) => outcomeOf(group, one, experiment));
    const asExpected = outcomes.filter((outcome) => outcome === (check.expect ? 'converged' : 'failed'));
    const judgement = judgeFraction(asExpected.length, outcomes.length, seeds);
    return {
      question: `${group.label}: ${asked}`,
      finding: describeOutcomes(group, outcomes),
      ...resultOf(judgement, [group]),
    };
  });
}

type Outcome = 'converged' | 'failed' | 'between';

function outcomeOf(group: Group, one: Group['counted'][number], experiment: PaperExperiment): Outcome {
  const final = statisticOf(one, 'final') ?? 0;
  if (group.diverged.includes(one) || final <= experiment.failed) return 'failed';
  return final >= experiment.converged ? 'converged' : 'between';
}

function describeOutcomes(group: Group, outcomes: readonly Outcome[]): string {
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
  const between = count('between');
  const parts = [
    outcomes.length === 0 ? 'no finished run' : `${count('converged')} of ${outcomes.length} converged`,
    ...(between > 0 ? [`${between} neither converged nor failed`] : []),
    ...numbersOf(group),
    ...remarks(group),
  ];
  return parts.join('; ');
}

function numbersOf(group: Group): readonly string[] {
  const found = estimateOf(group, 'final');
  return found === undefined ? [] : [`final accuracy ${formatEstimate(found, 'final')}`];
}

/** The final accuracy against a printed one; without one there is nothing to contradict. */
export function judgeAccuracy(group: Group, paper: number | undefined, margin: number): CheckResult {
  const region = paper === undefined ? {} : { above: paper - margin, below: paper + margin };
  return judgeMeans([group], 'final', region);
}

function judgeMeans(groups: readonly Group[], statistic: Statistic, region: Region): CheckResult {
  const question = `${groups.map(({ label }) => label).join(' − ')}: ${describeStatistic(statistic)} ${describeRegion(region, unitOf(statistic))}`;
  const estimates = groups.flatMap((group) => estimateOf(group, statistic) ?? []);
  const { seeds } = groups[0]!.series.experiment;
  if (estimates.length < groups.length) {
    const missing = groups.filter((group) => estimateOf(group, statistic) === undefined);
    const finding = missing.map((group) => [`${group.label}: no finished run`, ...remarks(group)].join('; '));
    const needs = missing.map(({ label }) => ({ of: label, runs: seeds }));
    return { question, verdict: 'not run', finding: finding.join('; '), needs, runs: idsOf(groups) };
  }
  const [left, right] = estimates as [Estimate, Estimate | undefined];
  const value = left.mean - (right?.mean ?? 0);
  const numbers = groups.map((group, i) => `${group.label} ${formatEstimate(estimates[i]!, statistic)}`);
  if (right !== undefined) {
    numbers.push(
      `difference ${formatIn(value, statistic, true)} ± ${formatIn(halfWidth(estimates), statistic)}`,
    );
  }
  return {
    question,
    finding: [...numbers, ...groups.flatMap(remarks)].join('; '),
    ...resultOf(judgeRegion(value, estimates, region, seeds), groups),
  };
}

/** Over the seeds of a group, the diverged ones left out. */
export function estimateOf(group: Group, statistic: Statistic): Estimate | undefined {
  const values = group.counted
    .filter((one) => !group.diverged.includes(one))
    .flatMap((one) => statisticOf(one, statistic) ?? []);
  const assumed =
    statistic !== 'final' && 'iterations_to' in statistic ? 0 : group.series.experiment.deviation;
  return estimate(values, assumed);
}

function resultOf({ verdict, moreSeeds }: Judgement, groups: readonly Group[]) {
  const needs = moreSeeds > 0 ? groups.map(({ label }) => ({ of: label, runs: moreSeeds })) : [];
  return { verdict, needs, runs: idsOf(groups) };
}

function idsOf(groups: readonly Group[]): readonly string[] {
  return groups.flatMap((group) => group.runs.map(({ run }) => run.id));
}

function remarks({ diverged, unfinished }: Group): readonly string[] {
  return [
    ...(diverged.length > 0 ? [`${diverged.length} diverged`] : []),
    ...(unfinished.length > 0 ? [`${unfinished.length} not finished`] : []),
  ];
}
