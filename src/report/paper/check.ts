import { plural } from '../../common/format.js';
import { nearest } from '../../common/nearest.js';
import { showValue } from '../../common/printable.js';
import type { SpecIssue } from '../../spec/issues.js';
import type { Path } from '../../spec/source/tree.js';
import type { Check } from './claim-schema.js';
import type { WrittenPaper } from './schema.js';

/** Names of files and anchors that every report has. */
const RESERVED: readonly string[] = [
  'claims',
  'extensions',
  'index',
  'notes',
  'own',
  'report',
  'runs',
  'progress',
  'picker',
];

/** Checks that the schema cannot express: that ids exist and are unique, and that checks can be judged. */
export function paperIssues(paper: WrittenPaper): readonly SpecIssue[] {
  return [
    ...networkIssues(paper),
    ...seriesIssues(paper),
    ...partIssues(paper),
    ...paper.claims.flatMap(({ shown_in, checks }, i) => [
      ...shown_in.flatMap((id, k) =>
        unknown(['claims', i, 'shown_in', k], 'table or figure', id, shownIn(paper)),
      ),
      ...checks.flatMap((check, k) => checkIssues(check, ['claims', i, 'checks', k], paper)),
    ]),
    ...paper.conditions.flatMap(({ experiments }, i) =>
      experiments.flatMap((id, k) =>
        unknown(['conditions', i, 'experiments', k], 'experiment', id, Object.keys(paper.experiments)),
      ),
    ),
    ...idIssues(paper),
  ];
}

function networkIssues({ networks, experiments }: WrittenPaper): readonly SpecIssue[] {
  const known = Object.keys(experiments);
  if (known.length === 0)
    return [{ path: ['experiments'], expected: 'at least 1 experiment', found: 'none' }];
  return Object.entries(networks).flatMap(([id, network]) => [
    ...(network.experiments ?? []).flatMap((name, i) =>
      unknown(['networks', id, 'experiments', i], 'experiment', name, known),
    ),
    ...((network.convolutions === undefined) === (network.kernel === undefined)
      ? []
      : [{ path: ['networks', id], expected: 'convolutions and kernel, or neither', found: 'one of them' }]),
  ]);
}

function seriesIssues({ series, networks }: WrittenPaper): readonly SpecIssue[] {
  return Object.entries(series).flatMap(([id, { network }]) =>
    unknown(['series', id, 'network'], 'network', network, Object.keys(networks)),
  );
}

function partIssues(paper: WrittenPaper): readonly SpecIssue[] {
  const networks = Object.keys(paper.networks);
  return [
    ...Object.entries(paper.accuracy_tables).flatMap(([id, { columns, rows }]) =>
      rows.flatMap((row, i) => [
        ...unknown(
          ['accuracy_tables', id, 'rows', i, 'series'],
          'series',
          row.series,
          Object.keys(paper.series),
        ),
        ...anyLength(['accuracy_tables', id, 'rows', i, 'series'], row.series, paper),
        ...labelIssues(['accuracy_tables', id, 'rows', i], row.labels?.length ?? 1, columns.length),
      ]),
    ),
    ...Object.entries(paper.architecture_tables).flatMap(([id, { columns }]) =>
      columns.flatMap(({ network }, i) =>
        unknown(['architecture_tables', id, 'columns', i, 'network'], 'network', network, networks),
      ),
    ),
    ...Object.entries(paper.figures).flatMap(([id, { panels }]) =>
      panels.flatMap(({ lines }, i) =>
        lines.flatMap((line, k) =>
          unknown(['figures', id, 'panels', i, 'lines', k], 'series', line, Object.keys(paper.series)),
        ),
      ),
    ),
  ];
}

function labelIssues(path: Path, labels: number, columns: number): readonly SpecIssue[] {
  if (labels === columns) return [];
  return [
    {
      path: [...path, 'labels'],
      expected: `${plural(columns, 'label')}, one for each column`,
      found: `${labels}`,
    },
  ];
}

function checkIssues(check: Check, path: Path, paper: WrittenPaper): readonly SpecIssue[] {
  const series = (key: string, id: string) =>
    unknown([...path, key], 'series', id, Object.keys(paper.series));
  switch (check.kind) {
    case 'cells':
      return unknown(
        [...path, 'table'],
        'table of accuracies',
        check.table,
        Object.keys(paper.accuracy_tables),
      );
    case 'convergence':
      return series('series', check.series);
    case 'value':
      return [
        ...series('series', check.series),
        ...anyLength([...path, 'series'], check.series, paper),
        ...regionIssues(check, path),
      ];
    case 'difference':
      return (['left', 'right'] as const)
        .flatMap((side) => [...series(side, check[side]), ...anyLength([...path, side], check[side], paper)])
        .concat(regionIssues(check, path));
  }
}

/** Without a bound every number is in the region, and a claim that cannot fail says nothing. */
function regionIssues(
  { above, below }: { above?: number | undefined; below?: number | undefined },
  path: Path,
) {
  if (above === undefined && below === undefined) {
    return [{ path, expected: 'above, below or both', found: 'neither' }];
  }
  if (above === undefined || below === undefined || above < below) return [];
  return [{ path: [...path, 'below'], expected: `more than above, which is ${above}`, found: String(below) }];
}

/** Rejects a series of any length where a single number is needed. */
function anyLength(path: Path, id: string, { series }: WrittenPaper): readonly SpecIssue[] {
  if (series[id]?.dropin !== 'any') return [];
  return [{ path, expected: 'a series of one length', found: `${showValue(id)}, whose dropin is any` }];
}

function unknown(path: Path, what: string, id: string, known: readonly string[]): readonly SpecIssue[] {
  if (known.includes(id)) return [];
  return [{ path, expected: `the id of a ${what}`, found: showValue(id), suggestion: nearest(id, known) }];
}

function shownIn(paper: WrittenPaper): readonly string[] {
  const { accuracy_tables, architecture_tables, diagrams, figures } = paper;
  return [accuracy_tables, architecture_tables, diagrams, figures].flatMap((parts) => Object.keys(parts));
}

/** Ids of parts, claims, rows and panels serve as anchors of one page, file names in one folder, and names for `--why`. */
function idIssues(paper: WrittenPaper): readonly SpecIssue[] {
  const sections = ['accuracy_tables', 'architecture_tables', 'diagrams', 'figures'] as const;
  const parts = sections.flatMap((section) =>
    Object.keys(paper[section]).map((id) => ({ id, path: [section, id], atKey: true })),
  );
  const listed = (section: 'claims' | 'conditions') =>
    paper[section].map(({ id }, i) => ({ id, path: [section, i, 'id'], atKey: false }));
  const seen = new Set(RESERVED);
  const top = [...parts, ...listed('claims'), ...listed('conditions')].flatMap((one) => repeated(one, seen));
  const rows = Object.entries(paper.accuracy_tables).flatMap(([table, { rows: all }]) =>
    within(
      all.map(({ id, series }, i) => ({ id: id ?? series, path: ['accuracy_tables', table, 'rows', i] })),
    ),
  );
  const panels = Object.entries(paper.figures).flatMap(([figure, { panels: all }]) =>
    within(all.map(({ id }, i) => ({ id, path: ['figures', figure, 'panels', i] }))),
  );
  return [...top, ...rows, ...panels];
}

interface Named {
  readonly id: string;
  readonly path: Path;
  readonly atKey?: boolean;
}

function within(all: readonly Named[]): readonly SpecIssue[] {
  const seen = new Set<string>();
  return all.flatMap((one) => repeated(one, seen));
}

function repeated({ id, path, atKey = false }: Named, seen: Set<string>): readonly SpecIssue[] {
  if (!seen.has(id)) {
    seen.add(id);
    return [];
  }
  const found = RESERVED.includes(id) ? `${showValue(id)}, which every report has` : `${showValue(id)} again`;
  return [{ path, expected: 'a unique id', found, atKey }];
}
