import { pointsOf } from '../../report/figures/lines.js';
import { RunReader } from '../../report/results/run.js';
import { panelOf } from './runs-panel.js';
import { textPlot } from './text-plot.js';

const HEIGHT = 10;
const MAX_COLUMNS = 72;
/** On a narrower terminal, lines would wrap or the curve would be too coarse to read. */
const MIN_COLUMNS = 40;

/** A run's test accuracy as a small plot; undefined if there are fewer than two tests, or too few columns. */
export function smallPlot(folder: string, columns: number): string | undefined {
  if (columns < MIN_COLUMNS) return undefined;
  const run = new RunReader().readAll(folder).find(({ id }) => id === '.');
  if (run === undefined || pointsOf([run]).length < 2) return undefined;
  return textPlot(panelOf([run]), Math.min(columns, MAX_COLUMNS), HEIGHT).trimEnd();
}
