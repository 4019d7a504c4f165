import { isAsPaper } from '../../evidence/basis.js';
import { AXIS_STYLES } from '../../figures/axis.js';
import type { Chart } from '../../figures/chart.js';
import { drawDropIn, type Drawing } from '../../figures/dropin-diagram.js';
import type { FigureResult } from '../../figures/lines.js';
import type { Panel } from '../../figures/panel.js';
import { COLOURS } from '../../figures/palette.js';
import type { PaperDiagram } from '../../paper/complete.js';
import type { Wording } from '../../paper/wording.js';
import { markup, jsonScript, Markup } from './markup.js';
import { figureCaption } from '../words.js';
import { basisTag, runLinks } from './parts.js';

/** A panel, drawn for wide and for narrow pages. */
export interface DrawnPanel {
  readonly panel: Panel;
  readonly wide: Chart;
  readonly narrow: Chart;
}

export interface DrawnView {
  readonly view: FigureResult['views'][number];
  readonly panels: readonly DrawnPanel[];
}

export interface DrawnFigure {
  readonly result: FigureResult;
  readonly views: readonly DrawnView[];
}

type Anchors = ReadonlyMap<string, string>;

export function diagramSection(id: string, { number, title, caption }: PaperDiagram): Markup {
  return markup`<section id="${id}">
    <h2>Figure ${number} <span>${title}</span></h2>
    <div class="drawing wide">${inline(drawDropIn(3), title)}</div>
    <div class="drawing narrow">${inline(drawDropIn(1), title)}</div>
    <p class="caption">${caption}</p>
  </section>`;
}

export function figureSection(
  { result: { id, figure }, views }: DrawnFigure,
  wording: Wording,
  anchors: Anchors,
): Markup {
  const [first, ...rest] = views;
  return markup`<section id="${id}">
    <h2>Figure ${figure.number} <span>${figure.title}</span></h2>
    ${first !== undefined && viewMarkup(id, first, wording, anchors)}
    ${
      rest.length > 0 &&
      markup`<details class="views">
        <summary>Other settings and lengths (${rest.length})</summary>
        ${rest.map((one) => viewMarkup(id, one, wording, anchors))}
      </details>`
    }
  </section>`;
}

function viewMarkup(id: string, { view, panels }: DrawnView, wording: Wording, anchors: Anchors): Markup {
  const foreign = !isAsPaper(view.basis);
  const runs = [...new Set(panels.flatMap(({ panel }) => panel.lines.flatMap((line) => line.runs)))];
  return markup`${foreign && markup`<p>${basisTag(view.conditions)} ${wording.otherSettings}.</p>`}
    <div class="panels">
      ${panels.map((drawn) => panelFigure(`${id}${view.suffix}-${drawn.panel.id}`, drawn, panels.length > 1))}
    </div>
    <p class="caption">
      ${figureCaption(view, wording)}
    </p>
    ${runLinks(runs, anchors)}`;
}

/** One drawing, with the data for the values shown under the pointer. */
export function panelFigure(id: string, { panel, wide, narrow }: DrawnPanel, titled: boolean): Markup {
  return markup`<figure class="panel" data-panel="${id}-data">
    ${titled && markup`<figcaption>${panel.title}</figcaption>`}
    <div class="drawing wide">${inline(wide, panel.title)}</div>
    <div class="drawing narrow">${inline(narrow, panel.title)}</div>
    ${jsonScript(`${id}-data`, panelData(panel, wide, narrow))}
  </figure>`;
}

function inline({ svg, size }: Drawing, title: string): Markup {
  const { text } = markup`role="img" aria-label="${title}" viewBox="0 0 ${size.width} ${size.height}"`;
  const opening = `<svg xmlns="http://www.w3.org/2000/svg" class="chart" ${text}>`;
  return new Markup(svg.replace(/<svg[^>]*>/, () => opening));
}

function panelData({ lines, axis, end }: Panel, wide: Chart, narrow: Chart) {
  return {
    axis: AXIS_STYLES[axis].short,
    end: end ?? 1,
    plots: [wide, narrow].map(({ plot, size }) => ({ ...plot, of: size.width, high: size.height })),
    lines: lines.map(({ label, points }, i) => ({
      label,
      swatch: i % COLOURS.length,
      points: points.map(({ x, mean, low, high }) => [
        x,
        ...[mean, low, high].map((value) => Number(value.toFixed(3))),
      ]),
    })),
  };
}
