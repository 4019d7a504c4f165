import type { Evidence, Group } from '../evidence/evidence.js';
import { describeBasis, isAsPaper, type Basis } from '../evidence/basis.js';
import { LAST_TESTS } from '../../run/final-accuracy.js';
import type { PaperFigure } from '../paper/complete.js';
import type { Run } from '../results/run.js';
import { mean } from '../../common/statistics.js';
import { AXIS_STYLES, positionOf } from './axis.js';
import { fullPanel, zoomedPanel, type Line, type LinePoint, type Panel } from './panel.js';

/** A figure under one basis. */
export interface FigureView {
  readonly basis: Basis;
  /** The basis in words. */
  readonly conditions: string;
  /** Part of file names and anchors: empty for the paper’s basis, otherwise its words, `-scaled-by-0.1`. */
  readonly suffix: string;
  /** A panel whose lines end close together is followed by a zoomed copy. */
  readonly panels: readonly Panel[];
  readonly empty: boolean;
}

export interface FigureResult {
  readonly id: string;
  readonly figure: PaperFigure;
  /** The paper’s basis first, unless only other bases have runs. */
  readonly views: readonly FigureView[];
}

/** Most points of a line: more than this cannot be seen at the width of a figure. */
const MOST_POINTS = 400;
/** Most views of a figure. The tables and claims show all. */
const MOST_VIEWS = 8;
/** Longest part of a file name that describes a basis, in characters. */
const MOST_CHARACTERS = 60;

export function figureResult(id: string, figure: PaperFigure, evidence: Evidence): FigureResult {
  const all = evidence.bases.map((basis) => viewUnder(figure, evidence, basis));
  const filled = all.filter(({ empty }) => !empty);
  const views = (filled.length > 0 ? filled : all.slice(0, 1)).slice(0, MOST_VIEWS);
  return { id, figure, views: views.map((view, i) => ({ ...view, suffix: uniqueSuffix(view, i, views) })) };
}

function uniqueSuffix({ suffix }: FigureView, index: number, views: readonly FigureView[]): string {
  return views.slice(0, index).some((view) => view.suffix === suffix) ? `${suffix}-${index + 1}` : suffix;
}

function suffixOf(basis: Basis, conditions: string): string {
  if (isAsPaper(basis)) return '';
  const words = conditions
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-')
    .slice(0, MOST_CHARACTERS);
  return `-${words.replace(/^[-.]+|[-.]+$/g, '')}`;
}

function viewUnder(figure: PaperFigure, evidence: Evidence, basis: Basis): FigureView {
  const series = figure.panels.flatMap((panel) => panel.lines);
  const iterations = evidence.iterations(series[0]!);
  const panels = figure.panels.map(({ id, title, lines: ids, x, of }) => {
    const lines = ids.flatMap((series) =>
      evidence.groups(series, basis).map((group) => lineOf(group, { x, of }, paperEnd(evidence, series))),
    );
    const last = Math.max(0, ...lines.map(({ points }) => points.at(-1)?.x ?? 0));
    const known = x !== 'iterations' || basis.length.includes(' of ');
    const expected = known ? last : Math.round((iterations ?? 0) * basis.scale);
    const end = AXIS_STYLES[x].end ?? Math.max(last, expected);
    const yTitle = of === 'train' ? 'Training accuracy (%)' : figure.y_title;
    return fullPanel({ id, title, lines, axis: x, end: end > 0 ? end : undefined, yTitle });
  });
  const empty = panels.every(({ lines }) => lines.every(({ points }) => points.length === 0));
  const zoomed = panels.flatMap((panel) => [
    panel,
    ...[zoomedPanel(panel)].filter((one) => one !== undefined),
  ]);
  const conditions = describeBasis(basis, evidence.paper, series);
  return { basis, conditions, suffix: suffixOf(basis, conditions), panels: zoomed, empty };
}

function paperEnd(evidence: Evidence, series: string): number | undefined {
  const rows = Object.values(evidence.paper.data.accuracy_tables).flatMap((table) => table.rows);
  return rows.find((row) => row.series === series)?.expected;
}

function lineOf(group: Group, drawn: Drawn, paper: number | undefined): Line {
  const runs = group.shown.map(({ run }) => run);
  return {
    label: group.line,
    points: pointsOf(runs, drawn),
    seeds: group.shown.length,
    unfinished: group.unfinished.length,
    paper,
    runs: group.runs.map(({ run }) => run.id),
  };
}

/** What is drawn of a run. */
type Drawn = Pick<PaperFigure['panels'][number], 'x' | 'of'>;

/** Mean and range over runs, at the iterations where at least half of the runs were tested or logged. */
export function pointsOf(
  runs: readonly Run[],
  { x, of }: Drawn = { x: 'iterations', of: 'test' },
): readonly LinePoint[] {
  const at = new Map<number, { readonly x: number; readonly value: number }[]>();
  for (const run of runs) {
    const position = positionOf(run, x);
    if (position === undefined) continue;
    const { iteration: iterations, accuracy } = run.curve[of];
    iterations.forEach((iteration, i) => {
      if (Number.isNaN(accuracy[i]!)) return;
      const point = { x: position(iteration), value: accuracy[i]! * 100 };
      const points = at.get(iteration);
      if (points === undefined) at.set(iteration, [point]);
      else points.push(point);
    });
  }
  const points = [...at]
    .filter(([, found]) => 2 * found.length >= runs.length)
    .sort(([a], [b]) => a - b)
    .map(([iteration, found]) => {
      const values = found.map(({ value }) => value);
      return {
        iteration,
        x: mean(found.map((point) => point.x))!,
        mean: mean(values)!,
        low: Math.min(...values),
        high: Math.max(...values),
      };
    });
  return thin(points.filter(isMoving));
}

/** Whether the position differs from that of the point before or after: nothing is seen where p stays 0 or 1. */
function isMoving({ x }: LinePoint, i: number, points: readonly LinePoint[]): boolean {
  return points[i - 1]?.x !== x || (points[i + 1] !== undefined && points[i + 1]!.x !== x);
}

/** Always keeps the last points: the final accuracy is computed from them. */
function thin(points: readonly LinePoint[]): readonly LinePoint[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return step <= 1 ? points : points.filter((_, i) => i % step === 0 || i >= points.length - LAST_TESTS);
}
