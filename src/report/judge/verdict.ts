import { halfWidth, type Estimate, type Region } from './estimate.js';

export type Verdict = 'reproduced' | 'contradicted' | 'undecided' | 'not run';

/** A verdict, and for an undecided one how many more seeds of each series would decide it (Infinity: over a hundred). */
export interface Judgement {
  readonly verdict: Verdict;
  readonly moreSeeds: number;
}

const AT_MOST = 100;

/** Is a mean, or a difference of means, within the region with 95 % confidence, or outside, or can’t it be told? */
export function judgeRegion(
  value: number,
  estimates: readonly Estimate[],
  region: Region,
  seeds: number,
): Judgement {
  const fewest = Math.min(...estimates.map(({ n }) => n));
  if (fewest < seeds) return { verdict: 'undecided', moreSeeds: seeds - fewest };
  for (let more = 0; more <= AT_MOST; more++) {
    const verdict = verdictOf(value, halfWidth(estimates, more), region);
    if (verdict !== 'undecided') {
      return more === 0 ? { verdict, moreSeeds: 0 } : { verdict: 'undecided', moreSeeds: more };
    }
  }
  return { verdict: 'undecided', moreSeeds: Infinity };
}

function verdictOf(value: number, half: number, { above = -Infinity, below = Infinity }: Region): Verdict {
  if (value - half > above && value + half < below) return 'reproduced';
  return value + half < above || value - half > below ? 'contradicted' : 'undecided';
}

/**
 * Do the runs do what is expected, all or at least most of them? Where they disagree, the Wilson interval of their
 * fraction must lie on one side of one half.
 */
export function judgeFraction(asExpected: number, n: number, seeds: number): Judgement {
  if (n === 0) return { verdict: 'not run', moreSeeds: seeds };
  if (n < seeds) return { verdict: 'undecided', moreSeeds: seeds - n };
  if (asExpected === n) return { verdict: 'reproduced', moreSeeds: 0 };
  if (asExpected === 0) return { verdict: 'contradicted', moreSeeds: 0 };
  for (let more = 0; more <= AT_MOST; more++) {
    const side = sideOfHalf(asExpected / n, n + more);
    if (side !== 'undecided') {
      return more === 0 ? { verdict: side, moreSeeds: 0 } : { verdict: 'undecided', moreSeeds: more };
    }
  }
  return { verdict: 'undecided', moreSeeds: Infinity };
}

/** E. B. Wilson’s 95 % interval of a fraction (JASA 22, 1927), against one half. */
function sideOfHalf(fraction: number, n: number): Verdict {
  const z2 = 1.96 ** 2;
  const centre = (fraction + z2 / (2 * n)) / (1 + z2 / n);
  const half = (1.96 / (1 + z2 / n)) * Math.sqrt((fraction * (1 - fraction)) / n + z2 / (4 * n * n));
  if (centre - half > 0.5) return 'reproduced';
  return centre + half < 0.5 ? 'contradicted' : 'undecided';
}

/** A claim of several parts: contradicted by any of them, reproduced only by all. */
export function combine(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('contradicted')) return 'contradicted';
  if (verdicts.every((verdict) => verdict === 'reproduced')) return 'reproduced';
  return verdicts.every((verdict) => verdict === 'not run') ? 'not run' : 'undecided';
}
