import { drawChart, NARROW, WIDE } from '../figures/chart.js';
import type { Panel } from '../figures/panel.js';
import type { Report } from '../report.js';
import type { DrawnFigure, DrawnPanel } from './html/figures.js';
import type { DrawnStudy } from './html/studies.js';

/** All drawings of a report. */
export interface Drawings {
  readonly figures: readonly DrawnFigure[];
  readonly studies: readonly DrawnStudy[];
}

/** Draws every figure of a report, including those of runs outside the paper. */
export async function drawReport({ figures, studies }: Report): Promise<Drawings> {
  return {
    figures: await Promise.all(
      figures.map(async (result) => ({
        result,
        views: await Promise.all(
          result.views.map(async (view) => ({ view, panels: await drawPanels(view.panels) })),
        ),
      })),
    ),
    studies: await Promise.all(
      studies.map(async (study) => ({ study, panels: await drawPanels(study.panels) })),
    ),
  };
}

export async function drawPanel(panel: Panel): Promise<DrawnPanel> {
  return { panel, wide: await drawChart(panel, WIDE), narrow: await drawChart(panel, NARROW) };
}

async function drawPanels(panels: readonly Panel[]): Promise<readonly DrawnPanel[]> {
  return Promise.all(panels.map(drawPanel));
}
