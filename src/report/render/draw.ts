import { drawChart, NARROW, WIDE } from '../figures/chart.js';
import type { Panel } from '../figures/panel.js';
import type { Report } from '../report.js';
import type { DrawnFigure, DrawnPanel } from './html/figures.js';

/** Draws every figure of a report. */
export async function drawFigures({ figures }: Report): Promise<readonly DrawnFigure[]> {
  return Promise.all(
    figures.map(async (result) => ({
      result,
      views: await Promise.all(
        result.views.map(async (view) => ({
          view,
          panels: await Promise.all(view.panels.map(drawPanel)),
        })),
      ),
    })),
  );
}

export async function drawPanel(panel: Panel): Promise<DrawnPanel> {
  return { panel, wide: await drawChart(panel, WIDE), narrow: await drawChart(panel, NARROW) };
}
