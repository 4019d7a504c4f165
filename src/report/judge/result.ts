import type { Threshold } from './rule.js';
import type { Verdict } from './verdict.js';

/** Runs still needed to decide an open check. */
export interface Need {
  /** `LeNet(10), no DropIn` */
  readonly of: string;
  /** Infinity if more than a hundred. */
  readonly runs: number;
}

/** One check of a claim, judged. */
export interface CheckResult {
  /** The question: `LeNet(10), no DropIn: does not converge` */
  readonly question: string;
  readonly verdict: Verdict;
  /** The number that decides the verdict, readable on its own: `LeNet(10), no DropIn: 0 of 3 converged` */
  readonly headline: string;
  /** All numbers behind the verdict. */
  readonly finding: string;
  /** How the verdict follows from the numbers, in one or two sentences. */
  readonly rule: string;
  /** The numbers in the rule. */
  readonly thresholds: readonly Threshold[];
  /** Distance of the numbers from a different verdict, in the unit of the check; 0 if not meaningful. */
  readonly slack: number;
  readonly needs: readonly Need[];
  /** Ids of the runs used. */
  readonly runs: readonly string[];
}

/** A judged check: one result, or one for each length or cell. */
export interface JudgedCheck {
  /** For all of its results together. */
  readonly headline: string;
  /** The smallest of its results. */
  readonly slack: number;
  /** For a check of convergence: how many of its finished runs converged, and how many there are. */
  readonly converged?: number;
  readonly runs?: number;
  readonly results: readonly CheckResult[];
}
