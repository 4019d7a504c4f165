import { footnotesOf } from '../deviations.js';
import { isAsPaper } from '../evidence/basis.js';
import type { ClaimResult } from '../judge/claim.js';
import { footnotesOfClaim, type Report } from '../report.js';
import type { PaperDiagram } from '../paper/schema.js';
import type { AccuracyTableResult } from '../tables/accuracy.js';
import type { ArchitectureTableResult } from '../tables/architecture.js';
import type { DrawnFigure } from './html/figures.js';
import {
  deviationFromPaper,
  figureCaption,
  percent,
  seeds,
  short,
  showEstimate,
  showNeeds,
} from './words.js';

/** Text as text, in a line or a table cell, whatever characters it has. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|~$^]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const md = escapeMarkdown;

export function renderMarkdown(report: Report, figures: readonly DrawnFigure[]): string {
  const sections = [
    `# ${md(report.paper.data.title)}: what was reproduced`,
    claims(report),
    ...report.diagrams.map(diagram),
    ...figures.map(figure),
    ...report.accuracyTables.map((table) => accuracy(table, report)),
    ...report.architectureTables.map(architecture),
    ledger(report),
    runs(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function claims(report: Report): string {
  if (report.claims.length === 0) return '';
  const rows = report.claims.flatMap((result) => claimRows(result, report));
  return `## Claims\n\n${table(['Claim', 'Verdict', 'Numbers'], rows)}`;
}

function claimRows({ claim, main, others }: ClaimResult, report: Report): string[][] {
  const needs = main.needs.length > 0 ? ` To decide: ${showNeeds(main.needs)}.` : '';
  const notes = footnotes(footnotesOfClaim(claim, report));
  const numbers = (judged: typeof main) =>
    judged.checks
      .map(({ question, verdict, finding }) => `${md(`${question}: ${finding}`)} — ${verdict}`)
      .join('<br>');
  return [
    [`**${claim.id}** ${md(claim.text)}${notes}`, `**${main.verdict}**`, numbers(main) + md(needs)],
    ...others.map((other) => [`${claim.id}, ${md(other.conditions)}`, other.verdict, numbers(other)]),
  ];
}

function footnotes(numbers: readonly number[]): string {
  return numbers.length === 0 ? '' : ` <sup>${numbers.join(' ')}</sup>`;
}

function diagram([id, { number, title, caption }]: [string, PaperDiagram]): string {
  return `## Figure ${number}: ${md(title)}\n\n![${md(title)}](${id}.svg)\n\n${md(caption)}`;
}

function figure({
  result: {
    id,
    figure: { number, title },
  },
  views,
}: DrawnFigure): string {
  const images = views.flatMap(({ view, panels }) => [
    ...(isAsPaper(view.basis) ? [] : [`Not the paper’s experiment: ${md(view.conditions)}`]),
    ...panels.map(({ panel }) => `![${md(panel.title)}](${id}${view.suffix}-${panel.id}.svg)`),
    md(figureCaption(view)),
  ]);
  return [`## Figure ${number}: ${md(title)}`, ...images].join('\n\n');
}

function accuracy({ table: { number, title, columns }, cells }: AccuracyTableResult, report: Report): string {
  const header = [...columns.map(md), 'Paper (%)', 'Here (%)', 'Difference', 'Verdict'];
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
  return `## Table ${number}: ${md(title)}\n\n${table(header, rows)}`;
}

function architecture({ table: { number, title }, columns }: ArchitectureTableResult): string {
  const parts = columns.map(({ title: name, spec, rows }) => {
    const layers = rows.map((row) => [
      md(row.paper ?? ''),
      md(row.ours ?? '–'),
      row.shape,
      row.parameters > 0 ? row.parameters.toLocaleString('en') : '',
    ]);
    const head = `### ${md(name)} (${spec === undefined ? 'no spec' : `\`${spec}\``})`;
    return `${head}\n\n${table(['Paper', 'Here', 'Output', 'Parameters'], layers)}`;
  });
  return [`## Table ${number}: ${md(title)}`, ...parts].join('\n\n');
}

function ledger({ deviations }: Report): string {
  const lines = deviations.map(
    ({ number, about, paper, here }) =>
      `${number}. **${md(about)}.** ${paper === '' ? '' : `Paper: ${md(paper)}. Here: `}${md(here)}`,
  );
  return `## Deviations and choices\n\n${lines.join('\n')}`;
}

function runs({ runs: rows }: Report): string {
  if (rows.length === 0) return '## Runs\n\nNone yet.';
  const cells = rows.map(({ run, basis, final, stale }) => [
    md(run.id),
    md([run.record.status, ...stale, ...run.problems].join('; ')),
    String(run.seed),
    final === undefined ? '–' : percent(final, 2),
    md(basis),
    short(run.record.commit),
    short(run.record.dataDigest),
  ]);
  return `## Runs\n\n${table(['Run', 'Status', 'Seed', 'Final (%)', 'Conditions', 'Commit', 'Data'], cells)}`;
}
