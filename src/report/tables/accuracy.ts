import type { Evidence, Group } from '../evidence/evidence.js';
import { AS_PAPER, type Basis } from '../evidence/place.js';
import { estimateOf, judgeAccuracy, type Need } from '../judge/check.js';
import type { Estimate } from '../judge/estimate.js';
import type { Verdict } from '../judge/verdict.js';
import type { AccuracyTable } from '../paper/schema.js';

/** A measured number beside the printed one, under one basis. */
export interface CellJudgement {
  readonly basis: Basis;
  /** `measured`: the paper prints no number to compare with. */
  readonly verdict: Verdict | 'measured';
  readonly estimate: Estimate | undefined;
  readonly finding: string;
  readonly needs: readonly Need[];
  readonly runs: readonly string[];
}

export interface AccuracyCell {
  /** `table3.d16000` */
  readonly id: string;
  readonly labels: readonly string[];
  readonly series: string;
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
  const { margin } = evidence.paper.experiment(table.experiment);
  const cells = table.rows.map(({ id: row, labels, series, paper }) => {
    const under = (basis: Basis) => judgeCell(evidence.groups(series, basis)[0]!, basis, paper, margin);
    const others = evidence.bases
      .slice(1)
      .map(under)
      .filter(({ runs }) => runs.length > 0);
    return { id: `${id}.${row}`, labels, series, paper, main: under(AS_PAPER), others };
  });
  return { id, table, margin, cells };
}

function judgeCell(group: Group, basis: Basis, paper: number | undefined, margin: number): CellJudgement {
  const found = estimateOf(group, 'final');
  const { verdict, finding, needs, runs } = judgeAccuracy(group, paper, margin);
  const shown = paper === undefined && found !== undefined ? 'measured' : verdict;
  return { basis, verdict: shown, estimate: found, finding, needs, runs };
}
