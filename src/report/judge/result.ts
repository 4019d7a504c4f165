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
