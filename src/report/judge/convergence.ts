import type { Basis } from '../evidence/basis.js';
import type { Evidence, Group } from '../evidence/evidence.js';
import type { PlacedRun } from '../evidence/place.js';
import type { Check } from '../paper/claim-schema.js';
import type { PaperExperiment } from '../paper/schema.js';
import type { CheckResult, JudgedCheck } from './result.js';
import { formatEstimate } from './format.js';
import { estimateOf, idsOf, needsOf, remarks } from './means.js';
import { convergenceRule } from './rule.js';
import { statisticOf } from './statistic.js';
import { judgeOutcomes, type Outcomes } from './verdict.js';

type ConvergenceCheck = Extract<Check, { kind: 'convergence' }>;
type Outcome = 'converged' | 'failed' | 'between';

/** One question for each length that was run, plus one if the claim needs more lengths. */
export function judgeConvergence(check: ConvergenceCheck, evidence: Evidence, basis: Basis): JudgedCheck {
  const series = evidence.paper.series(check.series);
  const { experiment } = series;
  const groups = evidence.groups(check.series, basis);
  const seeds = check.seeds ?? experiment.seeds;
  const { name } = series;
  const results = groups.map((group) => judgeGroup(group, check.expect, seeds));
  const lengths = lengthsResult(check, groups, name, seeds, experiment);
  const outcomes = groups.flatMap((group) => outcomesOf(group));
  const converged = outcomes.filter((outcome) => outcome === 'converged').length;
  const at =
    check.lengths === undefined ? '' : ` at ${groups.length} ${groups.length === 1 ? 'length' : 'lengths'}`;
  const headline =
    outcomes.length === 0
      ? `${name}: no finished run`
      : `${name}: ${converged} of ${outcomes.length} converged${at}`;
  return { headline, slack: 0, converged, runs: outcomes.length, results: [...results, ...lengths] };
}

function judgeGroup(group: Group, expect: boolean, seeds: number): CheckResult {
  const outcomes = outcomesOf(group);
  const judgement = judgeOutcomes(countOutcomes(outcomes, expect), seeds);
  const converged = outcomes.filter((outcome) => outcome === 'converged').length;
  return {
    question: `${group.label}: ${asked(expect)}`,
    headline: `${group.label}: ${outcomes.length === 0 ? 'no finished run' : `${converged} of ${outcomes.length} converged`}`,
    finding: describeOutcomes(group, outcomes),
    verdict: judgement.verdict,
    ...convergenceRule(group.series.experiment, expect, seeds),
    slack: 0,
    needs: needsOf(judgement, [group]),
    runs: idsOf([group]),
  };
}

/** For claims about several lengths: fewer cannot decide the claim, whatever they show. */
function lengthsResult(
  { lengths, expect }: ConvergenceCheck,
  groups: readonly Group[],
  name: string,
  seeds: number,
  experiment: PaperExperiment,
): readonly CheckResult[] {
  const finished = groups.filter(({ counted }) => counted.length > 0);
  const wanted = lengths ?? 1;
  const asksOfOneGroup = lengths === undefined && groups.length > 0;
  if (asksOfOneGroup || finished.length >= wanted) return [];
  const missing = wanted - finished.length;
  const found = finished.map(({ line }) => line).join(', ') || 'no length';
  const several = missing === 1 ? 'one more length' : `${missing} more lengths`;
  return [
    {
      question:
        lengths === undefined
          ? `${name}: ${asked(expect)}`
          : `${name}: ${asked(expect)} at ${lengths} lengths or more`,
      verdict: finished.length === 0 ? 'not run' : 'undecided',
      headline: `${name}: run at ${finished.length} of ${wanted} lengths`,
      finding: groups.length === 0 ? 'no run' : `finished runs at ${found}`,
      ...convergenceRule(experiment, expect, seeds, lengths),
      slack: 0,
      needs: [{ of: lengths === undefined ? name : `${name} at ${several}`, runs: seeds }],
      runs: [],
    },
  ];
}

function asked(expect: boolean): string {
  return expect ? 'converges' : 'does not converge';
}

function outcomesOf(group: Group): readonly Outcome[] {
  return group.counted.map((one) => outcomeOf(group, one));
}

function outcomeOf({ series, diverged }: Group, one: PlacedRun): Outcome {
  const { failed, converged } = series.experiment;
  const final = statisticOf(one, 'final') ?? 0;
  if (diverged.includes(one) || final <= failed) return 'failed';
  return final >= converged ? 'converged' : 'between';
}

function countOutcomes(outcomes: readonly Outcome[], expect: boolean): Outcomes {
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
  const [converged, failed] = [count('converged'), count('failed')];
  return {
    asExpected: expect ? converged : failed,
    opposite: expect ? failed : converged,
    between: count('between'),
  };
}

function describeOutcomes(group: Group, outcomes: readonly Outcome[]): string {
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
  const between = count('between');
  const final = estimateOf(group, 'final');
  const parts = [
    outcomes.length === 0 ? 'no finished run' : `${count('converged')} of ${outcomes.length} converged`,
    ...(between > 0 ? [`${between} neither converged nor failed`] : []),
    ...(final === undefined ? [] : [`final accuracy ${formatEstimate(final, 'final')}`]),
    ...remarks(group),
  ];
  return parts.join('; ');
}
