import type { Study, StudyRow } from '../../own/studies.js';
import type { Wording } from '../../paper/wording.js';
import { seeds, showEstimate } from '../words.js';
import { panelFigure, type DrawnPanel } from './figures.js';
import { markup, type Markup } from './markup.js';
import { runLinks } from './parts.js';

type Anchors = ReadonlyMap<string, string>;

export interface DrawnStudy {
  readonly study: Study;
  readonly panels: readonly DrawnPanel[];
}

/** The reader’s own runs and sweeps: for each spec a table, a figure and the settings. */
export function studiesSection(
  studies: readonly DrawnStudy[],
  { others }: Wording,
  anchors: Anchors,
): Markup {
  if (studies.length === 0) return markup``;
  return markup`<section id="own">
    <h2>${others.title} <span>${others.remark}</span></h2>
    ${studies.map((one) => studyMarkup(one, anchors))}
  </section>`;
}

function studyMarkup({ study, panels }: DrawnStudy, anchors: Anchors): Markup {
  const { id, name, settings, fields, rows } = study;
  return markup`<article id="${id}">
    <h3>${name}</h3>
    <p class="caption">${settings}</p>
    <table class="cards">
      <thead>
        <tr>
          ${(fields.length === 0 ? ['Spec'] : fields).map((field) => markup`<th>${field}</th>`)}
          <th class="number">Final accuracy (%)</th>
          <th>Runs</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => studyRow(name, row, anchors))}
      </tbody>
    </table>
    <div class="panels">
      ${panels.map((drawn) => panelFigure(`${id}-${drawn.panel.id}`, drawn, panels.length > 1))}
    </div>
    <p class="caption">
      Final accuracy: mean of the last three tests, ± standard deviation over seeds. Lines are means over seeds; the band
      spans the lowest and the highest.
    </p>
  </article>`;
}

function studyRow(name: string, { varied, estimate, unfinished, runs }: StudyRow, anchors: Anchors): Markup {
  return markup`<tr>
    ${varied.length === 0 && markup`<td data-label="Spec">${name}</td>`}${varied.map(({ field, value }) => markup`<td data-label="${field}">${value || '–'}</td>`)}
    <td class="number" data-label="Final accuracy (%)">
      ${estimate === undefined ? '–' : markup`<b>${showEstimate(estimate)}</b><small>${seeds(estimate.n)}</small>`}
    </td>
    <td data-label="Runs">
      ${runLinks(runs, anchors)}${unfinished > 0 && markup`<small>${unfinished} unfinished</small>`}
    </td>
  </tr>`;
}
