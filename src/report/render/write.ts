import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { drawDropIn } from '../figures/dropin-diagram.js';
import { standaloneSvg, toPng } from '../figures/png.js';
import type { Report } from '../report.js';
import { accuracyCsv, architectureCsv, claimsCsv, panelsCsv, runsCsv, studyCsv } from './csv.js';
import { drawReport } from './draw.js';
import type { DrawnFigure, DrawnPanel } from './html/figures.js';
import type { DrawnStudy } from './html/studies.js';
import { renderPage } from './html/page.js';
import { renderMarkdown } from './markdown.js';

/** Writes the page, Markdown, CSV, SVG and PNG files into a folder, each atomically. */
export async function writeReport(report: Report, folder: string): Promise<readonly string[]> {
  const drawings = await drawReport(report);
  const { wording } = report.paper;
  const files: [string, string | Buffer][] = [
    ['index.html', renderPage(report, drawings)],
    ['report.md', renderMarkdown(report, drawings)],
    ['claims.csv', claimsCsv(report.claims)],
    ['runs.csv', runsCsv(report.runs)],
    ...report.accuracyTables.map((one): [string, string] => [`${one.id}.csv`, accuracyCsv(one, wording)]),
    ...report.architectureTables.map((one): [string, string] => [
      `${one.id}.csv`,
      architectureCsv(one, wording),
    ]),
    ...report.diagrams.flatMap(([id]) => diagramFiles(id)),
    ...drawings.figures.flatMap(figureFiles),
    ...drawings.studies.flatMap(studyFiles),
  ];
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) await writeFileAtomic(join(folder, name), content);
  return files.map(([name]) => name);
}

function diagramFiles(id: string): [string, string | Buffer][] {
  const { svg } = drawDropIn(3);
  return [
    [`${id}.svg`, standaloneSvg(svg)],
    [`${id}.png`, toPng(svg)],
  ];
}

function figureFiles({ result: { id }, views }: DrawnFigure): [string, string | Buffer][] {
  return views.flatMap(({ view, panels }): [string, string | Buffer][] => [
    [`${id}${view.suffix}.csv`, panelsCsv(view.panels)],
    ...panels.flatMap((panel) => panelFiles(`${id}${view.suffix}`, panel)),
  ]);
}

function studyFiles({ study, panels }: DrawnStudy): [string, string | Buffer][] {
  return [
    [`${study.id}.csv`, studyCsv(study)],
    [`${study.id}-curves.csv`, panelsCsv(study.panels)],
    ...panels.flatMap((panel) => panelFiles(study.id, panel)),
  ];
}

function panelFiles(name: string, { panel, wide }: DrawnPanel): [string, string | Buffer][] {
  return [
    [`${name}-${panel.id}.svg`, standaloneSvg(wide.svg)],
    [`${name}-${panel.id}.png`, toPng(wide.svg)],
  ];
}
