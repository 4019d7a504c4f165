import { basisKey } from '../evidence/basis.js';
import type { ClaimJudgement, ClaimResult } from '../judge/claim.js';
import type { Paper } from '../paper/paper.js';
import type { PaperConditions } from '../paper/schema.js';
import type { Verdict } from '../judge/verdict.js';

/** The verdicts of a few claims under one basis. */
export interface ConditionsRow {
  /** `scaled by 0.1; weight_filler xavier → msra` */
  readonly conditions: string;
  /** By claim id, every column. */
  readonly verdicts: Readonly<Record<string, { readonly verdict: Verdict; readonly headline: string }>>;
  /** How many of the claims are reproduced. */
  readonly reproduced: number;
}

/** The verdict of each claim under each of the settings that were run. */
export interface ConditionsTable {
  readonly id: string;
  readonly title: string;
  /** Claim ids. */
  readonly columns: readonly string[];
  /** Those with the most reproduced claims first; empty if nothing was run. */
  readonly rows: readonly ConditionsRow[];
}

/** The claims that concern only the given experiments, under every basis that has runs for any of them. */
export function conditionsTable(
  { id, title, experiments }: PaperConditions,
  claims: readonly ClaimResult[],
  paper: Paper,
): ConditionsTable {
  const own = claims.filter(({ claim }) =>
    paper.seriesOfClaim(claim).every((series) => isOneOf(experiments, paper.series(series).of.experiments)),
  );
  const columns = own.map(({ claim }) => claim.id);
  const rows = new Map<string, Record<string, ClaimJudgement>>();
  for (const { claim, main, others } of own) {
    for (const judged of [main, ...others]) {
      if (judged.checks.every(({ runs }) => runs.length === 0)) continue;
      const key = basisKey(judged.basis);
      rows.set(key, { ...rows.get(key), [claim.id]: judged });
    }
  }
  const filled = [...rows.values()].map((judged) => rowOf(judged, columns));
  return { id, title, columns, rows: filled.sort((a, b) => b.reproduced - a.reproduced) };
}

function rowOf(judged: Readonly<Record<string, ClaimJudgement>>, columns: readonly string[]): ConditionsRow {
  const conditions = Object.values(judged)[0]?.conditions ?? '';
  const verdicts = columns.map((id) => {
    const { verdict, headline } = judged[id] ?? { verdict: 'not run' as const, headline: 'no finished run' };
    return [id, { verdict, headline }] as const;
  });
  const reproduced = verdicts.filter(([, { verdict }]) => verdict === 'reproduced').length;
  return { conditions, verdicts: Object.fromEntries(verdicts), reproduced };
}

function isOneOf(wanted: readonly string[], experiments: readonly string[]): boolean {
  return experiments.some((experiment) => wanted.includes(experiment));
}
