import type { Line, Panel } from '../../report/figures/panel.js';

/** One for each line, again from the first after the last. */
const MARKS = ['●', '○', '▲', '△', '■', '□'];
const HEIGHT = 16;
/** `100 ┤` */
const AXIS = 5;

/** Curves as characters, with a legend that says where each ends. */
export function textPlot(panel: Panel, columns: number, height = HEIGHT): string {
  const width = Math.max(20, Math.min(columns - AXIS - 2, 100));
  const end = panel.end ?? 1;
  const [low, high] = panel.yDomain;
  const grid = Array.from({ length: height }, () => new Array<string>(width).fill(' '));
  panel.lines.forEach((line, i) => {
    for (let x = 0; x < width; x++) {
      const mean = meanAt(line, (end * x) / (width - 1), end / (width - 1));
      if (mean === undefined) continue;
      const y = Math.round(((high - mean) / (high - low)) * (height - 1));
      const row = grid[Math.max(0, Math.min(height - 1, y))]!;
      row[x] = MARKS[i % MARKS.length]!;
    }
  });
  const labels = grid.map((_, y) =>
    y % 3 === 0 || y === height - 1 ? high - ((high - low) * y) / (height - 1) : undefined,
  );
  return [
    panel.yTitle,
    ...grid.map((row, y) => {
      const label = labels[y] === undefined ? '' : labels[y].toFixed(0);
      return `${label.padStart(AXIS - 2)} ${label === '' ? '│' : '┤'}${row.join('')}`.trimEnd();
    }),
    `${' '.repeat(AXIS - 1)}└${'─'.repeat(width)}`,
    `${' '.repeat(AXIS)}0${`${end.toLocaleString('en')} iterations`.padStart(width - 1)}`,
    ...panel.lines.map((line, i) => `${MARKS[i % MARKS.length]!} ${legend(line)}`),
    '',
  ].join('\n');
}

/** The mean at an iteration, on the straight line between two points; only within half a column beyond the ends. */
function meanAt({ points }: Line, iteration: number, column: number): number | undefined {
  const after = points.findIndex((point) => point.iteration >= iteration);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (after < 0) return iteration - last.iteration <= column / 2 ? last.mean : undefined;
  if (after === 0) return first.iteration - iteration <= column / 2 ? first.mean : undefined;
  const [from, to] = [points[after - 1]!, points[after]!];
  const part = (iteration - from.iteration) / (to.iteration - from.iteration);
  return from.mean + part * (to.mean - from.mean);
}

function legend({ label, points }: Line): string {
  const last = points.at(-1);
  return last === undefined
    ? label
    : `${label}: ${last.mean.toFixed(2)} % at ${last.iteration.toLocaleString('en')}`;
}
