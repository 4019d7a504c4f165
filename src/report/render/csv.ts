import { csvText } from '../../common/csv.js';
import type { Panel } from '../figures/panel.js';
import type { ClaimResult } from '../judge/claim.js';
import type { Study } from '../own/studies.js';
import type { Wording } from '../paper/wording.js';
import type { RunRow } from '../report.js';
import type { AccuracyTableResult } from '../tables/accuracy.js';
import type { ArchitectureTableResult } from '../tables/architecture.js';
import { showMachine, showNeeds } from './words.js';

export function accuracyCsv({ table, cells }: AccuracyTableResult, { number }: Wording): string {
  const header = [
    ...table.columns,
    'id',
    number,
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
  return csvText([header, ...rows]);
}

export function architectureCsv(
  { columns }: ArchitectureTableResult,
  { number, same: asSource }: Wording,
): string {
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
  return csvText([['network', 'spec', number, 'here', 'output', 'parameters', asSource], ...rows]);
}

/** Positions on other axes than iterations have columns of their own. Skips zoomed panels: they have the same points as the panel before them. */
export function panelsCsv(panels: readonly Panel[]): string {
  const others = panels.map(({ axis }) => axis).filter((axis) => axis !== 'iterations');
  const axes = [...new Set(others)];
  const rows = panels
    .filter(({ yDomain }) => yDomain[0] === 0)
    .flatMap(({ title, axis, lines }) =>
      lines.flatMap(({ label, points }) =>
        points.map(({ iteration, x, mean, low, high }) => {
          const positions = axes.map((one) => (one === axis ? x : undefined));
          return [title, label, iteration, ...positions, mean, low, high];
        }),
      ),
    );
  return csvText([['panel', 'line', 'iteration', ...axes, 'mean', 'lowest', 'highest'], ...rows]);
}

export function studyCsv({ fields, rows }: Study): string {
  const lines = rows.map(({ varied, estimate, unfinished, runs }) => [
    ...varied.map(({ value }) => value),
    estimate?.mean,
    estimate?.assumed === false ? estimate.deviation : undefined,
    estimate?.n ?? 0,
    unfinished,
    runs.join(' '),
  ]);
  return csvText([[...fields, 'mean', 'deviation', 'seeds', 'unfinished', 'runs'], ...lines]);
}

export function runsCsv(runs: readonly RunRow[]): string {
  const rows = runs.map(({ run, name, series, basis, final, stale }) => [
    run.id,
    name,
    run.record.status,
    run.seed,
    final,
    series.join(' '),
    basis,
    run.record.wallTime,
    showMachine(run.record),
    run.record.commit,
    run.record.dataDigest,
    [...stale, ...run.problems].join('; '),
  ]);
  const header = [
    'run',
    'name',
    'status',
    'seed',
    'final',
    'series',
    'conditions',
    'wall_time_s',
    'machine',
    'commit',
    'data',
    'remarks',
  ];
  return csvText([header, ...rows]);
}

export function claimsCsv(claims: readonly ClaimResult[]): string {
  const rows = claims.flatMap(({ claim, main, others }) =>
    [main, ...others].flatMap(({ conditions, verdict, checks }) =>
      checks.map((check) => [
        claim.id,
        claim.part,
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
  return csvText([
    ['claim', 'part', 'conditions', 'verdict', 'check', 'check verdict', 'finding', 'needs', 'runs'],
    ...rows,
  ]);
}
