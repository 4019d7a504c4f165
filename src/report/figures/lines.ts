import type { Evidence, Group } from '../evidence/evidence.js';
import { describeBasis, isAsPaper, type Basis } from '../evidence/basis.js';
import { LAST_TESTS } from '../../run/final-accuracy.js';
import type { PaperFigure } from '../paper/complete.js';
import type { Run } from '../results/run.js';
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
  const panels = figure.panels.map(({ id, title, lines: ids }) => {
    const lines = ids.flatMap((series) =>
      evidence.groups(series, basis).map((group) => lineOf(group, paperEnd(evidence, series))),
    );
    const last = Math.max(0, ...lines.map(({ points }) => points.at(-1)?.iteration ?? 0));
    const expected = basis.length.includes(' of ') ? last : Math.round((iterations ?? 0) * basis.scale);
    const end = Math.max(last, expected);
    return fullPanel({ id, title, lines, end: end > 0 ? end : undefined, yTitle: figure.y_title });
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

function lineOf(group: Group, paper: number | undefined): Line {
  return {
    label: group.line,
    points: pointsOf(group.shown.map(({ run }) => run)),
    seeds: group.shown.length,
    unfinished: group.unfinished.length,
    paper,
    runs: group.runs.map(({ run }) => run.id),
  };
}

/** Mean and range over runs, at the iterations where at least half of the runs were tested. */
export function pointsOf(runs: readonly Run[]): readonly LinePoint[] {
  const at = new Map<number, number[]>();
  for (const { curve } of runs) {
    curve.test.iteration.forEach((iteration, i) => {
      const accuracy = curve.test.accuracy[i]!;
      if (Number.isNaN(accuracy)) return;
      const values = at.get(iteration);
      if (values === undefined) at.set(iteration, [accuracy * 100]);
      else values.push(accuracy * 100);
    });
  }
  const points = [...at]
    .filter(([, values]) => 2 * values.length >= runs.length)
    .sort(([a], [b]) => a - b)
    .map(([iteration, values]) => ({
      iteration,
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      low: Math.min(...values),
      high: Math.max(...values),
    }));
  return thin(points);
}

/** Always keeps the last points: the final accuracy is computed from them. */
function thin(points: readonly LinePoint[]): readonly LinePoint[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return step <= 1 ? points : points.filter((_, i) => i % step === 0 || i >= points.length - LAST_TESTS);
}
