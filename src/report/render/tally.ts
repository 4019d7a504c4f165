import type { ClaimJudgement, ClaimResult } from '../judge/claim.js';
import type { Verdict } from '../judge/verdict.js';
import { claimGroups } from './claim-groups.js';

const VERDICTS: readonly Verdict[] = [
  'reproduced',
  'agrees, one run',
  'contradicted',
  'undecided',
  'not run',
];

/** How many claims of one part have each verdict, under the settings that the part is judged by first. */
export interface TallyRow {
  readonly part: string;
  readonly settings: string;
  readonly counts: readonly number[];
}

export interface Tally {
  /** Those that `counts` are of. */
  readonly verdicts: readonly Verdict[];
  readonly rows: readonly TallyRow[];
}

/** Counts the claims of every part by their main settings, in the order of the claims. */
export function tallyOf(claims: readonly ClaimResult[]): Tally {
  const verdicts = countsOf(claims.map(({ main }) => main)).map(({ verdict }) => verdict);
  const rows = claimGroups(claims).flatMap((group) => {
    const judged = group.claims.map(({ main }) => main);
    return [...new Set(judged.map(({ conditions }) => conditions))].map((settings) => {
      const under = judged.filter(({ conditions }) => conditions === settings);
      return { part: group.title, settings, counts: verdicts.map((verdict) => count(under, verdict)) };
    });
  });
  return { verdicts, rows };
}

/** How often each verdict occurs, also those that do not, but for `agrees, one run`, which is rare. */
export function countsOf(judged: readonly ClaimJudgement[]): readonly { verdict: Verdict; found: number }[] {
  return VERDICTS.map((verdict) => ({ verdict, found: count(judged, verdict) })).filter(
    ({ verdict, found }) => found > 0 || verdict !== 'agrees, one run',
  );
}

/** `2 reproduced, 1 contradicted`: the verdicts that occur. */
export function countVerdicts(judged: readonly ClaimJudgement[]): string {
  return countsOf(judged)
    .filter(({ found }) => found > 0)
    .map(({ verdict, found }) => `${found} ${verdict}`)
    .join(', ');
}

function count(judged: readonly ClaimJudgement[], verdict: Verdict): number {
  return judged.filter((one) => one.verdict === verdict).length;
}
