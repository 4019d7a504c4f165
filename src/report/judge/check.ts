import type { Evidence, Group } from '../evidence/evidence.js';
import type { Basis } from '../evidence/basis.js';
import type { Check } from '../paper/schema.js';
import { judgeConvergence } from './convergence.js';
import { judgeAccuracy, judgeMeans } from './means.js';
import type { Threshold } from './rule.js';
import type { Verdict } from './verdict.js';

/** Runs that an open part still needs. */
export interface Need {
  /** `LeNet(10), no DropIn` */
  readonly of: string;
  /** Infinity: over a hundred. */
  readonly runs: number;
}

/** One part of a claim, judged. */
export interface CheckResult {
  /** What is asked: `LeNet(10), no DropIn: does not converge` */
  readonly question: string;
  readonly verdict: Verdict;
  /** The number that decides it, readable on its own: `LeNet(10), no DropIn: 0 of 3 converged` */
  readonly headline: string;
  /** All numbers behind the verdict. */
  readonly finding: string;
  /** How the verdict follows from the numbers, in a sentence or two. */
  readonly rule: string;
  /** The numbers in the rule. */
  readonly thresholds: readonly Threshold[];
  /** How far the numbers are from another verdict, in the unit of the check; 0 where that has no meaning. */
  readonly slack: number;
  readonly needs: readonly Need[];
  /** Ids of the runs behind it. */
  readonly runs: readonly string[];
}

/** A check: one question, or one for each length or cell. */
export interface JudgedCheck {
  /** Of all its questions together. */
  readonly headline: string;
  /** The least of its questions. */
  readonly slack: number;
  /** Of a check of convergence: how many of its finished runs converged, and how many there are. */
  readonly converged?: number;
  readonly runs?: number;
  readonly results: readonly CheckResult[];
}

export function judgeCheck(check: Check, evidence: Evidence, basis: Basis): JudgedCheck {
  const only = (series: string): Group => evidence.groups(series, basis)[0]!;
  switch (check.kind) {
    case 'convergence':
      return judgeConvergence(check, evidence, basis);
    case 'difference': {
      const { statistic, left, right, seeds } = check;
      return tightest([judgeMeans([only(left), only(right)], statistic, check, { seeds })]);
    }
    case 'value':
      return tightest([judgeMeans([only(check.series)], check.statistic, check, { seeds: check.seeds })]);
    case 'cells': {
      const table = evidence.paper.accuracyTable(check.table);
      const { margin } = evidence.paper.experiment(table.experiment);
      const printed = table.rows.filter((row) => row.paper !== undefined);
      return tightest(printed.map(({ series, paper }) => judgeAccuracy(only(series), paper, margin)));
    }
  }
}

/** The question whose numbers are nearest to another verdict speaks for all. */
function tightest(results: readonly CheckResult[]): JudgedCheck {
  const [first] = [...results].sort((a, b) => a.slack - b.slack);
  return { headline: first?.headline ?? '', slack: first?.slack ?? 0, results };
}
