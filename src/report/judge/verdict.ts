import { halfWidth, type Estimate, type Region } from './estimate.js';

/**
 * `agrees, one run`: the single number lies in the expected range if the spread between seeds is as assumed. It is never
 * `reproduced`, because no spread was measured.
 */
export type Verdict = 'reproduced' | 'agrees, one run' | 'contradicted' | 'undecided' | 'not run';

/** A verdict, and how many more seeds of each series would decide an open one (Infinity if more than a hundred). */
export interface Judgement {
  readonly verdict: Verdict;
  readonly moreSeeds: number;
}

/** Outcomes of the finished runs compared with what the claim says. */
export interface Outcomes {
  readonly asExpected: number;
  readonly opposite: number;
  /** Neither converged nor failed. */
  readonly between: number;
}

const AT_MOST = 100;

/** Whether a mean, or a difference of means, is inside the region with 95 % confidence, outside it, or undecided. */
export function judgeRegion(
  value: number,
  estimates: readonly Estimate[],
  region: Region,
  seeds: number,
): Judgement {
  const fewest = Math.min(...estimates.map(({ n }) => n));
  if (fewest === 1) {
    const agrees = sideOf(value, halfWidth(estimates), region) === 'reproduced';
    return { verdict: agrees ? 'agrees, one run' : 'undecided', moreSeeds: Math.max(seeds, 2) - 1 };
  }
  if (fewest < seeds) return { verdict: 'undecided', moreSeeds: seeds - fewest };
  return decide((more) => sideOf(value, halfWidth(estimates, more), region));
}

function sideOf(value: number, half: number, { above = -Infinity, below = Infinity }: Region): Verdict {
  if (value - half > above && value + half < below) return 'reproduced';
  return value + half < above || value - half > below ? 'contradicted' : 'undecided';
}

/**
 * Whether all or at least most runs do what is expected. If they disagree, the Wilson interval of the fraction that does, or
 * of the fraction that does the opposite, must lie above one half. A run that neither converged nor failed counts for neither
 * side.
 */
export function judgeOutcomes({ asExpected, opposite, between }: Outcomes, seeds: number): Judgement {
  const n = asExpected + opposite + between;
  if (n === 0) return { verdict: 'not run', moreSeeds: seeds };
  if (n < seeds) return { verdict: 'undecided', moreSeeds: seeds - n };
  if (asExpected === n) return { verdict: 'reproduced', moreSeeds: 0 };
  if (opposite === n) return { verdict: 'contradicted', moreSeeds: 0 };
  return decide((more) => {
    if (isMost(asExpected / n, n + more)) return 'reproduced';
    return isMost(opposite / n, n + more) ? 'contradicted' : 'undecided';
  });
}

/** Finds the smallest number of additional seeds (0, 1, 2 …) that gives a verdict. */
function decide(verdictWith: (moreSeeds: number) => Verdict): Judgement {
  for (let moreSeeds = 0; moreSeeds <= AT_MOST; moreSeeds++) {
    const verdict = verdictWith(moreSeeds);
    if (verdict !== 'undecided') return { verdict: moreSeeds === 0 ? verdict : 'undecided', moreSeeds };
  }
  return { verdict: 'undecided', moreSeeds: Infinity };
}

/** Whether the lower end of E. B. Wilson’s 95 % interval of a fraction (JASA 22, 1927) is above one half. */
function isMost(fraction: number, n: number): boolean {
  const z2 = 1.96 ** 2;
  const centre = (fraction + z2 / (2 * n)) / (1 + z2 / n);
  const half = (1.96 / (1 + z2 / n)) * Math.sqrt((fraction * (1 - fraction)) / n + z2 / (4 * n * n));
  return centre - half > 0.5;
}

/** The verdict of a claim with several checks: contradicted by any of them, reproduced only by all. */
export function combine(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('contradicted')) return 'contradicted';
  if (verdicts.every((verdict) => verdict === 'reproduced')) return 'reproduced';
  if (verdicts.every((verdict) => verdict === 'not run')) return 'not run';
  const agree = verdicts.every((verdict) => verdict === 'reproduced' || verdict === 'agrees, one run');
  return agree ? 'agrees, one run' : 'undecided';
}
