import { stringify } from 'csv-stringify/sync';
import type { FigureView } from '../figures/lines.js';
import type { ClaimResult } from '../judge/claim.js';
import type { AccuracyTableResult } from '../tables/accuracy.js';
import type { ArchitectureTableResult } from '../tables/architecture.js';
import { showNeeds } from './words.js';

/** Fields that a spreadsheet would run as a formula are escaped. */
const csv = (rows: readonly (readonly (string | number | undefined)[])[]) =>
  stringify(rows as (string | number | undefined)[][], { escape_formulas: true });

export function accuracyCsv({ table, cells }: AccuracyTableResult): string {
  const header = [
    ...table.columns,
    'id',
    'paper',
    'conditions',
    'mean',
    'deviation',
    'seeds',
    'verdict',
    'needs',
    'runs',
  ];
  const rows = cells.flatMap((cell) =>
    [cell.main, ...cell.others].map(({ conditions, estimate, verdict, needs, runs }) => [
      ...cell.labels,
      cell.id,
      cell.paper,
      conditions,
      estimate?.mean,
      estimate?.assumed === false ? estimate.deviation : undefined,
      estimate?.n ?? 0,
      verdict,
      showNeeds(needs),
      runs.join(' '),
    ]),
  );
  return csv([header, ...rows]);
}

export function architectureCsv({ columns }: ArchitectureTableResult): string {
  const rows = columns.flatMap(({ title, spec, rows: layers }) =>
    layers.map(({ paper, ours, shape, parameters, same }) => [
      title,
      spec ?? 'no spec',
      paper,
      ours,
      shape,
      parameters,
      spec === undefined ? '' : same ? 'yes' : 'no',
    ]),
  );
  return csv([['network', 'spec', 'paper', 'here', 'output', 'parameters', 'as printed'], ...rows]);
}

export function figureCsv({ panels }: FigureView): string {
  const rows = panels.flatMap(({ title, lines }) =>
    lines.flatMap(({ label, points }) =>
      points.map(({ iteration, mean, low, high }) => [title, label, iteration, mean, low, high]),
    ),
  );
  return csv([['panel', 'line', 'iteration', 'mean', 'lowest', 'highest'], ...rows]);
}

export function claimsCsv(claims: readonly ClaimResult[]): string {
  const rows = claims.flatMap(({ claim, main, others }) =>
    [main, ...others].flatMap(({ conditions, verdict, checks }) =>
      checks.map((check) => [
        claim.id,
        conditions,
        verdict,
        check.question,
        check.verdict,
        check.finding,
        showNeeds(check.needs),
        check.runs.join(' '),
      ]),
    ),
  );
  return csv([
    ['claim', 'conditions', 'verdict', 'check', 'check verdict', 'finding', 'needs', 'runs'],
    ...rows,
  ]);
}
