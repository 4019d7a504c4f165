import type { Evidence, Group } from '../evidence/evidence.js';
import { basisKey, type Basis, type PlacedRun } from '../evidence/place.js';
import type { PaperFigure } from '../paper/schema.js';

/** One point of a line: over the seeds that were tested at the iteration. Accuracies in per cent. */
export interface LinePoint {
  readonly iteration: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Line {
  readonly label: string;
  readonly points: readonly LinePoint[];
  readonly seeds: number;
  /** Runs that are not finished. */
  readonly unfinished: number;
  /** Final accuracy that the paper prints for it, in per cent. */
  readonly paper: number | undefined;
  readonly runs: readonly string[];
}

export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly Line[];
  /** Where the iteration axis ends. */
  readonly end: number;
  readonly yTitle: string;
}

/** A figure under one basis. */
export interface FigureView {
  readonly basis: Basis;
  readonly panels: readonly Panel[];
  readonly empty: boolean;
}

export interface FigureResult {
  readonly id: string;
  readonly figure: PaperFigure;
  /** The paper’s basis first, unless only others have runs. */
  readonly views: readonly FigureView[];
}

/** More points than a line has pixels are of no use. */
const MOST_POINTS = 400;
/** Other settings and lengths shown; the tables and claims show all. */
const MOST_VIEWS = 8;

export function figureResult(id: string, figure: PaperFigure, evidence: Evidence): FigureResult {
  const all = evidence.bases.map((basis) => viewUnder(figure, evidence, basis));
  const filled = all.filter(({ empty }) => !empty);
  return { id, figure, views: (filled.length > 0 ? filled : all.slice(0, 1)).slice(0, MOST_VIEWS) };
}

/** For file names and anchors: nothing for the paper's basis. */
export function viewSuffix({ views }: FigureResult, view: FigureView): string {
  return basisKey(view.basis) === '|' ? '' : `-other${views.indexOf(view) + 1}`;
}

function viewUnder(figure: PaperFigure, evidence: Evidence, basis: Basis): FigureView {
  const { iterations, datasets } = evidence.paper.experiment(figure.experiment);
  const panels = figure.panels.map(({ id, title, lines: ids }) => {
    const lines = ids.flatMap((series) =>
      evidence.groups(series, basis).map((group) => lineOf(group, paperEnd(evidence, series))),
    );
    const last = Math.max(0, ...lines.map(({ points }) => points.at(-1)?.iteration ?? 0));
    const expected = basis.length.includes(' of ') ? last : Math.round((iterations ?? 0) * basis.scale);
    const yTitle = datasets[0] === 'imagenet' ? 'Validation accuracy (%)' : 'Test accuracy (%)';
    return { id, title, lines, end: Math.max(last, expected) || 1, yTitle };
  });
  const empty = panels.every(({ lines }) => lines.every(({ points }) => points.length === 0));
  return { basis, panels, empty };
}

function paperEnd(evidence: Evidence, series: string): number | undefined {
  const rows = Object.values(evidence.paper.data.accuracy_tables).flatMap((table) => table.rows);
  return rows.find((row) => row.series === series)?.paper;
}

function lineOf(group: Group, paper: number | undefined): Line {
  const bySeed = [...new Map(group.runs.map((one) => [one.run.seed, one])).values()];
  return {
    label: group.line,
    points: pointsOf(bySeed),
    seeds: bySeed.length,
    unfinished: group.unfinished.length,
    paper,
    runs: group.runs.map(({ run }) => run.id),
  };
}

/** Mean and range over runs, at the iterations where at least half of them were tested. */
export function pointsOf(runs: readonly PlacedRun['run'][] | readonly PlacedRun[]): readonly LinePoint[] {
  const at = new Map<number, number[]>();
  for (const one of runs) {
    const { test } = 'run' in one ? one.run.curve : one.curve;
    test.iteration.forEach((iteration, i) => {
      const accuracy = test.accuracy[i]!;
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

function thin(points: readonly LinePoint[]): readonly LinePoint[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return step <= 1 ? points : points.filter((_, i) => i % step === 0 || i === points.length - 1);
}
