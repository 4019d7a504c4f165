import type { Evidence, Group } from '../evidence/evidence.js';
import { AS_PAPER, describeBasis, type Basis } from '../evidence/basis.js';
import type { Need } from '../judge/result.js';
import { estimateOf, judgeAccuracy } from '../judge/means.js';
import type { Threshold } from '../judge/rule.js';
import type { Estimate } from '../judge/estimate.js';
import type { Verdict } from '../judge/verdict.js';
import type { AccuracyTable } from '../paper/complete.js';
import type { Wording } from '../paper/wording.js';

/** A measured number and the expected one, under one basis. */
export interface CellJudgement {
  readonly basis: Basis;
  /** The basis in words. */
  readonly conditions: string;
  /** `measured` if there is no expected number. */
  readonly verdict: Verdict | 'measured';
  readonly estimate: Estimate | undefined;
  readonly finding: string;
  readonly rule: string;
  readonly thresholds: readonly Threshold[];
  readonly needs: readonly Need[];
  readonly runs: readonly string[];
}

export interface AccuracyCell {
  /** `table3.d16000` */
  readonly id: string;
  readonly labels: readonly string[];
  readonly series: string;
  /** The expected number. */
  readonly paper: number | undefined;
  readonly main: CellJudgement;
  readonly others: readonly CellJudgement[];
}

export interface AccuracyTableResult {
  readonly id: string;
  readonly table: AccuracyTable;
  readonly margin: number;
  readonly cells: readonly AccuracyCell[];
}

export function accuracyTable(id: string, table: AccuracyTable, evidence: Evidence): AccuracyTableResult {
  const margin = evidence.paper.marginOf(table);
  const cells = table.rows.map(({ id: row, labels, series, expected: paper }) => {
    const under = (basis: Basis) => ({
      basis,
      conditions: describeBasis(basis, evidence.paper, [series]),
      ...judgeCell(evidence.groups(series, basis)[0]!, paper, margin, evidence.paper.wording),
    });
    const others = evidence.bases
      .slice(1)
      .map(under)
      .filter(({ runs }) => runs.length > 0);
    return { id: `${id}.${row}`, labels, series, paper, main: under(AS_PAPER), others };
  });
  return { id, table, margin, cells };
}

function judgeCell(group: Group, expected: number | undefined, margin: number, wording: Wording) {
  const found = estimateOf(group, 'final');
  const { verdict, finding, rule, thresholds, needs, runs } = judgeAccuracy(group, expected, margin, wording);
  const shown = expected === undefined && found !== undefined ? ('measured' as const) : verdict;
  return { verdict: shown, estimate: found, finding, rule, thresholds, needs, runs };
}
