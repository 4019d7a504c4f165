import { footnotesOf } from '../deviations.js';
import { isAsPaper } from '../evidence/basis.js';
import type { ClaimResult } from '../judge/claim.js';
import { footnotesOfClaim, type Report } from '../report.js';
import type { PaperDiagram } from '../paper/complete.js';
import type { Wording } from '../paper/wording.js';
import type { ConditionsTable } from '../tables/conditions.js';
import type { AccuracyTableResult } from '../tables/accuracy.js';
import type { ArchitectureTableResult } from '../tables/architecture.js';
import { extensionsOf, ownClaims } from './claim-groups.js';
import type { Drawings } from './draw.js';
import type { DrawnFigure } from './html/figures.js';
import { tallyOf } from './tally.js';
import {
  commonThresholds,
  deviationFromPaper,
  figureCaption,
  percent,
  seeds,
  short,
  showEstimate,
  showMachine,
  showNeeds,
  showThresholds,
  showWallTime,
  touches,
} from './words.js';

/** Escapes text for use in a line or a table cell. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|~$^]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const md = escapeMarkdown;
/** Most footnote marks next to a number. */
const MOST_MARKS = 3;

export function renderMarkdown(report: Report, { figures }: Drawings): string {
  const { data, wording } = report.paper;
  const sections = [
    `# ${md(data.title)}: ${wording.subtitle}`,
    tally(report),
    claims(report),
    extensions(report),
    ...report.conditions.map(conditions),
    ...report.diagrams.map(diagram),
    ...figures.map((one) => figure(one, wording)),
    ...report.accuracyTables.map((table) => accuracy(table, report)),
    ...report.architectureTables.map((one) => architecture(one, wording)),
    studies(report),
    ledger(report),
    runs(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function tally(report: Report): string {
  const { verdicts, rows } = tallyOf(report.claims);
  const lines = rows.map(({ part, settings, counts }) => [md(part), md(settings), ...counts.map(String)]);
  return table(['Part', 'Settings', ...verdicts], lines);
}

/** One line per claim; its checks and other conditions are indented below it. */
function claims(report: Report): string {
  const own = ownClaims(report.claims);
  return own.length === 0 ? '' : `## Claims\n\n${claimList(own, report)}`;
}

function extensions(report: Report): string {
  const groups = extensionsOf(report.claims);
  if (groups.length === 0) return '';
  const parts = groups.map(
    ({ title, remark, claims: of }) => `### ${md(title)}\n\n${md(remark)}\n\n${claimList(of, report)}`,
  );
  return ['## Extensions', ...parts].join('\n\n');
}

function claimList(results: readonly ClaimResult[], report: Report): string {
  return results.map((one) => claimLines(one, report)).join('\n');
}

function claimLines({ claim, main, others }: ClaimResult, report: Report): string {
  const notes = footnotes(footnotesOfClaim(claim, report));
  const thresholds = showThresholds(commonThresholds(main.checks));
  return [
    `- **${main.verdict}** · **${claim.id}** ${md(claim.text)}${notes} *${md(main.headline)}* (${md(thresholds)})`,
    ...(main.needs.length > 0 ? [`  - To decide: ${md(showNeeds(main.needs))}.`] : []),
    ...main.checks.map(
      ({ question, verdict, finding, rule }, i) =>
        `  - ${verdict}: ${md(question)}: ${md(finding)}.${rule === main.checks[i - 1]?.rule ? '' : ` ${md(rule)}`}`,
    ),
    ...others.map(
      ({ conditions, verdict, headline }) => `  - ${md(conditions)}: **${verdict}**, ${md(headline)}`,
    ),
  ].join('\n');
}

function conditions({ title, columns, rows }: ConditionsTable): string {
  if (rows.length === 0) return '';
  const lines = rows.map(({ conditions: settings, verdicts }) => [
    md(settings),
    ...columns.map((column) => verdicts[column]!.verdict),
  ]);
  return `## ${md(title)}\n\n${table(['Settings', ...columns.map(md)], lines)}`;
}

function footnotes(numbers: readonly number[]): string {
  const more = numbers.length > MOST_MARKS ? ` +${numbers.length - MOST_MARKS}` : '';
  return numbers.length === 0 ? '' : ` <sup>${numbers.slice(0, MOST_MARKS).join(' ')}${more}</sup>`;
}

function diagram([id, { number, title, caption }]: [string, PaperDiagram]): string {
  return `## Figure ${number}: ${md(title)}\n\n![${md(title)}](${id}.svg)\n\n${md(caption)}`;
}

function figure({ result: { id, figure: of }, views }: DrawnFigure, wording: Wording): string {
  const images = views.flatMap(({ view, panels }) => [
    ...(isAsPaper(view.basis) ? [] : [`${wording.otherSettings}: ${md(view.conditions)}`]),
    ...panels.map(({ panel }) => `![${md(panel.title)}](${id}${view.suffix}-${panel.id}.svg)`),
    md(figureCaption(view, wording)),
  ]);
  return [`## Figure ${of.number}: ${md(of.title)}`, ...images].join('\n\n');
}

function accuracy({ table: { number, title, columns }, cells }: AccuracyTableResult, report: Report): string {
  const header = [
    ...columns.map(md),
    `${report.paper.wording.column} (%)`,
    'Here (%)',
    'Difference',
    'Verdict',
  ];
  const rows = cells.flatMap((cell) =>
    [cell.main, ...cell.others].map((judged, i) => [
      ...cell.labels.map((label, column) =>
        i === 0 ? md(label) : column === 0 ? md(judged.conditions) : '',
      ),
      cell.paper === undefined ? '' : percent(cell.paper),
      (judged.estimate === undefined
        ? '–'
        : `${showEstimate(judged.estimate)} (${seeds(judged.estimate.n)})`) +
        footnotes(footnotesOf([cell.series], report.deviations)),
      deviationFromPaper(judged, cell.paper),
      judged.verdict === 'undecided' ? `undecided: ${md(showNeeds(judged.needs))}` : judged.verdict,
    ]),
  );
  const thresholds = showThresholds(commonThresholds(cells.map(({ main }) => main)));
  const caption = `Final accuracy: mean of the last three tests, ± standard deviation over seeds (${thresholds}).`;
  return `## Table ${number}: ${md(title)}\n\n${table(header, rows)}\n\n${md(caption)}`;
}

function architecture(
  { table: { number, title }, columns }: ArchitectureTableResult,
  wording: Wording,
): string {
  const parts = columns.map(({ title: name, spec, rows }) => {
    const layers = rows.map((row) => [
      md(row.paper ?? ''),
      md(row.ours ?? '–'),
      md(row.shape),
      row.parameters > 0 ? row.parameters.toLocaleString('en') : '',
    ]);
    const head = `### ${md(name)} (${spec === undefined ? 'no spec' : md(spec)})`;
    return `${head}\n\n${table([wording.column, 'Here', 'Output', 'Parameters'], layers)}`;
  });
  return [`## Table ${number}: ${md(title)}`, ...parts].join('\n\n');
}

function studies({ studies: own, paper }: Report): string {
  if (own.length === 0) return '';
  const parts = own.map(({ id, name, settings, fields, rows, panels }) => {
    const lines = rows.map(({ varied, estimate, unfinished }) => [
      ...(varied.length === 0 ? [md(name)] : varied.map(({ value }) => md(value) || '–')),
      estimate === undefined ? '–' : `${showEstimate(estimate)} (${seeds(estimate.n)})`,
      unfinished > 0 ? String(unfinished) : '',
    ]);
    const header = [...(fields.length === 0 ? ['Spec'] : fields.map(md)), 'Final accuracy (%)', 'Unfinished'];
    const images = panels.map((panel) => `![${md(panel.title)}](${id}-${panel.id}.svg)`);
    return [`### ${md(name)}`, md(settings), table(header, lines), ...images].join('\n\n');
  });
  return [`## ${paper.wording.others.title}`, ...parts].join('\n\n');
}

function ledger({ deviations, paper }: Report): string {
  if (deviations.length === 0) return '';
  const lines = deviations.map(
    ({ number, about, paper: printed, here, series }) =>
      `${number}. **${md(about)}.** ${printed === '' ? '' : `${paper.wording.column}: ${md(printed)}. Here: `}${md(here)} *(${md(touches(series, paper))})*`,
  );
  return `## Deviations and choices\n\n${lines.join('\n')}`;
}

function runs({ runs: rows }: Report): string {
  if (rows.length === 0) return '## Runs\n\nNone yet.';
  const cells = rows.map(({ run, name, basis, final, stale }) => [
    `${md(name)}<br>${md(run.id)}`,
    md([run.record.status, ...stale, ...run.problems].join('; ')),
    String(run.seed),
    final === undefined ? '–' : percent(final, 2),
    md(basis),
    showWallTime(run.record),
    md(showMachine(run.record)),
    md(short(run.record.commit)),
    md(short(run.record.dataDigest)),
  ]);
  return `## Runs\n\n${table(['Run', 'Status', 'Seed', 'Final (%)', 'Conditions', 'Time', 'Machine', 'Commit', 'Data'], cells)}`;
}
