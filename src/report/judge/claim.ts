import { AS_PAPER, describeBasis, type Basis } from '../evidence/basis.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Claim } from '../paper/claim-schema.js';
import { judgeCheck } from './check.js';
import type { CheckResult, JudgedCheck, Need } from './result.js';
import { combine, type Verdict } from './verdict.js';

/** A claim judged under one basis. */
export interface ClaimJudgement {
  readonly basis: Basis;
  /** The basis in words: `our choice: Gaussian 0.01 and ReLU`. */
  readonly conditions: string;
  readonly verdict: Verdict;
  /** The number that decides the verdict, readable on its own. */
  readonly headline: string;
  readonly checks: readonly CheckResult[];
  /** The runs that would decide it, if it is undecided. */
  readonly needs: readonly Need[];
}

export interface ClaimResult {
  readonly claim: Claim;
  /** The verdict: under the basis that the claim is about. */
  readonly main: ClaimJudgement;
  /** Under other settings, data or lengths. These never affect the verdict. */
  readonly others: readonly ClaimJudgement[];
}

export function judgeClaim(claim: Claim, evidence: Evidence): ClaimResult {
  const others = evidence.bases.slice(1).flatMap((basis) => {
    const judged = judgeUnder(claim, evidence, basis);
    return judged.checks.some(({ runs }) => runs.length > 0) ? [judged] : [];
  });
  return { claim, main: judgeUnder(claim, evidence, AS_PAPER), others };
}

function judgeUnder(claim: Claim, evidence: Evidence, basis: Basis): ClaimJudgement {
  const judged = claim.checks.map((check) => judgeCheck(check, evidence, basis));
  const checks = judged.flatMap(({ results }) => results);
  const verdict = combine(checks.map((check) => check.verdict));
  const decided = verdict === 'reproduced' || verdict === 'contradicted';
  return {
    basis,
    conditions: describeBasis(basis, evidence.paper, evidence.paper.seriesOfClaim(claim)),
    verdict,
    headline: headlineOf(verdict, judged),
    checks,
    needs: decided ? [] : mergeNeeds(checks),
  };
}

/** If the claim agrees: how many runs converged, and its tightest number. Otherwise the first check that does not agree. */
function headlineOf(verdict: Verdict, judged: readonly JudgedCheck[]): string {
  if (verdict === 'not run') return 'no finished run';
  if (verdict === 'reproduced' || verdict === 'agrees, one run') {
    const numbers = judged.filter(({ converged }) => converged === undefined);
    const [tightest] = numbers.sort((a, b) => a.slack - b.slack);
    return [...convergedHeadlines(judged), ...(tightest === undefined ? [] : [tightest.headline])].join('; ');
  }
  const checks = judged.flatMap(({ results }) => results);
  const deciding = checks.find((check) => check.verdict === verdict) ?? checks.find(isOpen);
  return deciding?.headline ?? '';
}

/** One headline per check if there are at most two; otherwise the sum over all. */
function convergedHeadlines(judged: readonly JudgedCheck[]): readonly string[] {
  const counted = judged.filter(({ converged }) => converged !== undefined);
  if (counted.length <= 2) return counted.map(({ headline }) => headline);
  const sum = (of: 'converged' | 'runs') => counted.reduce((total, one) => total + (one[of] ?? 0), 0);
  return [`${sum('converged')} of ${sum('runs')} runs converged`];
}

function isOpen({ verdict }: CheckResult): boolean {
  return verdict === 'not run' || verdict === 'undecided';
}

/** All checks share the same runs: for each series, the most that any check needs. */
function mergeNeeds(results: readonly CheckResult[]): readonly Need[] {
  const most = new Map<string, number>();
  for (const { of, runs } of results.flatMap(({ needs }) => needs)) {
    most.set(of, Math.max(runs, most.get(of) ?? 0));
  }
  return [...most].map(([of, runs]) => ({ of, runs }));
}
