import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { drawDropIn } from '../figures/dropin-diagram.js';
import { standaloneSvg, toPng } from '../figures/png.js';
import type { Report } from '../report.js';
import { accuracyCsv, architectureCsv, claimsCsv, figureCsv } from './csv.js';
import { drawFigures } from './draw.js';
import type { DrawnFigure } from './html/figures.js';
import { renderPage } from './html/page.js';
import { renderMarkdown } from './markdown.js';

/** Writes the page, Markdown, CSV, SVG and PNG into a folder; each file is whole or as before at any moment. */
export async function writeReport(report: Report, folder: string): Promise<readonly string[]> {
  const figures = await drawFigures(report);
  const files: [string, string | Buffer][] = [
    ['index.html', renderPage(report, figures)],
    ['report.md', renderMarkdown(report, figures)],
    ['claims.csv', claimsCsv(report.claims)],
    ...report.accuracyTables.map((one): [string, string] => [`${one.id}.csv`, accuracyCsv(one)]),
    ...report.architectureTables.map((one): [string, string] => [`${one.id}.csv`, architectureCsv(one)]),
    ...report.diagrams.flatMap(([id]): [string, string | Buffer][] => {
      const { svg } = drawDropIn(3);
      return [
        [`${id}.svg`, standaloneSvg(svg)],
        [`${id}.png`, toPng(svg)],
      ];
    }),
    ...figures.flatMap(figureFiles),
  ];
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) await writeFileAtomic(join(folder, name), content);
  return files.map(([name]) => name);
}

function figureFiles({ result: { id }, views }: DrawnFigure): [string, string | Buffer][] {
  return views.flatMap(({ view, panels }): [string, string | Buffer][] => [
    [`${id}${view.suffix}.csv`, figureCsv(view)],
    ...panels.flatMap(({ panel, wide }): [string, string | Buffer][] => [
      [`${id}${view.suffix}-${panel.id}.svg`, standaloneSvg(wide.svg)],
      [`${id}${view.suffix}-${panel.id}.png`, toPng(wide.svg)],
    ]),
  ]);
}
