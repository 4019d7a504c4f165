import type { Report } from '../../report.js';
import { claimsSection, conditionsSection } from './claims.js';
import type { Drawings } from '../draw.js';
import { diagramSection, figureSection } from './figures.js';
import { notesSection, runAnchors, runsSection } from './lineage.js';
import { inlineScript, markup, Markup } from './markup.js';
import { badge } from './parts.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';
import { studiesSection } from './studies.js';
import { accuracySection, architectureSection } from './tables.js';

/** What a live page adds. */
export interface Extras {
  readonly head: Markup;
  readonly before: Markup;
}

const NOTHING: Extras = { head: markup``, before: markup`` };

/** The whole report as one page that needs nothing else: no network, no other file. */
export function renderPage(report: Report, drawings: Drawings, extras: Extras = NOTHING): string {
  const { data, wording, command } = report.paper;
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${data.short_title}: ${wording.subtitle}</title>
        <style>
          ${new Markup(STYLE)}
        </style>
        ${extras.head}
      </head>
      <body>
        <div class="top">
          <h1>${data.title}</h1>
          <p class="lead">
            ${data.authors !== '' && `${data.authors}. `}${wording.lead}
          </p>
        </div>
        ${navigation(report)}
        <main>
          ${extras.before}
          <div id="report">${renderBody(report, drawings)}</div>
        </main>
        <footer>
          Made by <code>${command}</code>. Every number names its runs.
          <code>${command} --why ${exampleOf(report)}</code> shows the details of one number.
        </footer>
        ${inlineScript(SCRIPT)}
      </body>
    </html>`;
  return page.text;
}

/** A number to ask about: the last of the first table, or else the first claim. */
function exampleOf({ accuracyTables, paper }: Report): string {
  return accuracyTables[0]?.cells.at(-1)?.id ?? paper.data.claims[0]!.id;
}

/** The part that changes with the results. */
export function renderBody(report: Report, drawings: Drawings): Markup {
  const anchors = runAnchors(report);
  const { wording } = report.paper;
  const numbered = [
    ...report.accuracyTables.map((one) => ({
      at: one.table.number,
      markup: accuracySection(one, report, anchors),
    })),
    ...report.architectureTables.map((one) => ({
      at: one.table.number,
      markup: architectureSection(one, wording),
    })),
  ].sort((a, b) => a.at - b.at);
  return markup`${tally(report)}${problems(report)}${claimsSection(report, anchors)}${report.conditions.map(conditionsSection)}
  ${report.diagrams.map(([id, one]) => diagramSection(id, one))}${drawings.figures.map((one) => figureSection(one, wording, anchors))}${numbered.map(({ markup }) => markup)}
  ${studiesSection(drawings.studies, wording, anchors)}${notesSection(report)}${runsSection(report, anchors)}`;
}

function navigation(report: Report): Markup {
  const tables = [...report.accuracyTables, ...report.architectureTables].sort(
    (a, b) => a.table.number - b.table.number,
  );
  const figures = [
    ...report.diagrams.map(([id, { number }]) => ({ id, number })),
    ...report.figures.map(({ id, figure }) => ({ id, number: figure.number })),
  ];
  return markup`<nav>
    <div>
      ${report.claims.length > 0 && markup`<a href="#claims">Claims</a>`}
      ${numbers('Figures', figures)}
      ${numbers(
        'Tables',
        tables.map(({ id, table }) => ({ id, number: table.number })),
      )}
      ${report.studies.length > 0 && markup`<a href="#own">${report.paper.wording.others.link}</a>`}
      ${report.deviations.length > 0 && markup`<a href="#notes">Deviations</a>`}<a href="#runs">Runs</a>
    </div>
  </nav>`;
}

/** `Figures 1 2 3`, each number a link. */
function numbers(title: string, parts: readonly { id: string; number: number }[]): Markup {
  if (parts.length === 0) return markup``;
  return markup`<span>${title} ${parts.map(({ id, number }) => markup`<a href="#${id}">${number}</a> `)}</span>`;
}

function tally({ claims, runs }: Report): Markup {
  const counts = (['reproduced', 'agrees, one run', 'contradicted', 'undecided', 'not run'] as const).map(
    (verdict) => ({
      verdict,
      count: claims.filter(({ main }) => main.verdict === verdict).length,
    }),
  );
  const stale = runs.filter((row) => row.stale.length > 0).length;
  return markup`<div class="tally">
    ${counts.filter(({ verdict, count }) => count > 0 || verdict !== 'agrees, one run').map(({ verdict, count }) => markup`<div><b>${count}</b>${badge(verdict)}</div>`)}
    <div>
      <b>${runs.length}</b
      ><span class="badge">${runs.length === 1 ? 'run' : 'runs'}${stale > 0 && `, ${stale} stale`}</span>
    </div>
  </div>`;
}

function problems({ problems: found, runs }: Report): Markup {
  const damaged = runs.filter(({ run }) => run.problems.length > 0).length;
  return markup`${found.map((problem) => markup`<p class="problem">${problem}</p>`)}
  ${damaged > 0 && markup`<p class="problem">${damaged} ${damaged === 1 ? 'run' : 'runs'} could not be read in full: see <a href="#runs">Runs</a>.</p>`}`;
}
