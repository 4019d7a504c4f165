import type { Evidence } from '../evidence/evidence.js';
import { AS_PAPER, type Basis } from '../evidence/place.js';
import type { Check, PaperClaim } from '../paper/schema.js';
import { judgeCheck, type CheckResult, type Need } from './check.js';
import { combine, type Verdict } from './verdict.js';

/** A claim under one basis. */
export interface ClaimJudgement {
  readonly basis: Basis;
  readonly verdict: Verdict;
  readonly checks: readonly CheckResult[];
  /** What would decide it, if it is not decided. */
  readonly needs: readonly Need[];
}

export interface ClaimResult {
  readonly claim: PaperClaim;
  /** Under the paper’s basis: the verdict. */
  readonly main: ClaimJudgement;
  /** Under other settings, or of other lengths: never the verdict itself. */
  readonly others: readonly ClaimJudgement[];
}

export function judgeClaim(claim: PaperClaim, evidence: Evidence): ClaimResult {
  const others = evidence.bases.slice(1).flatMap((basis) => {
    const judged = judgeUnder(claim, evidence, basis);
    return judged.checks.some(({ runs }) => runs.length > 0) ? [judged] : [];
  });
  return { claim, main: judgeUnder(claim, evidence, AS_PAPER), others };
}

function judgeUnder({ checks }: PaperClaim, evidence: Evidence, basis: Basis): ClaimJudgement {
  const results = checks.flatMap((check: Check) => judgeCheck(check, evidence, basis));
  const verdict = combine(results.map((result) => result.verdict));
  const decided = verdict === 'reproduced' || verdict === 'contradicted';
  return { basis, verdict, checks: results, needs: decided ? [] : mergeNeeds(results) };
}

/** The same runs serve all parts: of each series the most that any part needs. */
function mergeNeeds(results: readonly CheckResult[]): readonly Need[] {
  const most = new Map<string, number>();
  for (const { of, runs } of results.flatMap(({ needs }) => needs)) {
    most.set(of, Math.max(runs, most.get(of) ?? 0));
  }
  return [...most].map(([of, runs]) => ({ of, runs }));
}
