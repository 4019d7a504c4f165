import { LAST_TESTS } from '../../run/final-accuracy.js';
import type { AxisName } from '../paper/part-schema.js';

/** One point of a line, over the seeds tested at that iteration. Accuracies in percent. */
export interface LinePoint {
  readonly iteration: number;
  /** The position on the axis: the iteration, or what was reached by it. */
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Line {
  readonly label: string;
  readonly points: readonly LinePoint[];
  readonly seeds: number;
  /** Number of unfinished runs. */
  readonly unfinished: number;
  /** Final accuracy that the paper prints for this line, in percent. */
  readonly paper: number | undefined;
  /** Ids of the runs. */
  readonly runs: readonly string[];
}

export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly Line[];
  readonly axis: AxisName;
  /** End of the x axis; undefined if unknown (nothing is drawn then). */
  readonly end: number | undefined;
  readonly yTitle: string;
  /** Ends of the y axis, in percent. */
  readonly yDomain: readonly [number, number];
}

/** Final accuracies this close (in percentage points) coincide on an axis from 0 to 100. */
const COINCIDE = 2;
/** A zoomed panel shows the lines that end within this many percentage points of the best one. */
const NEAR_BEST = 10;
/** The ends of a zoomed axis are multiples of this. */
const ZOOM_STEP = 5;
/** A zoom that shows more than this fraction of the axis is not worth a panel. */
const MOST_OF_AXIS = 0.4;

/** A panel whose y axis starts at 0 and includes every point; over iterations unless it names another axis. */
export function fullPanel(given: Omit<Panel, 'yDomain' | 'axis'> & Partial<Pick<Panel, 'axis'>>): Panel {
  const panel = { axis: 'iterations' as const, ...given };
  const highest = Math.max(
    0,
    ...panel.lines.flatMap(({ points, paper }) => [paper ?? 0, ...points.map(({ high }) => high)]),
  );
  const top = highest === 0 ? 100 : Math.min(100, Math.ceil((highest + 1) / 10) * 10);
  return { ...panel, yDomain: [0, top] };
}

/** The same lines zoomed to their ends, if two of them coincide on the full axis; otherwise undefined. */
export function zoomedPanel(panel: Panel): Panel | undefined {
  const ends = panel.lines.map(finalOf).filter((final) => final !== undefined);
  const best = Math.max(...ends);
  const near = ends.filter((final) => final > best - NEAR_BEST).sort((a, b) => a - b);
  if (!near.some((final, i) => i > 0 && final - near[i - 1]! < COINCIDE)) return undefined;
  const low = Math.max(0, Math.floor((near[0]! - 0.5) / ZOOM_STEP) * ZOOM_STEP);
  const high = Math.min(100, Math.ceil((best + 0.5) / ZOOM_STEP) * ZOOM_STEP);
  const [from, to] = panel.yDomain;
  if (high - low > MOST_OF_AXIS * (to - from)) return undefined;
  return {
    ...panel,
    id: `${panel.id}-zoom`,
    title: `${panel.title}: ${low} to ${high} %`,
    yDomain: [low, high],
  };
}

/** Mean of a line's last three points, in percent: its final accuracy. */
export function finalOf({ points }: Line): number | undefined {
  const last = points.slice(-LAST_TESTS);
  return last.length === 0 ? undefined : last.reduce((sum, { mean }) => sum + mean, 0) / last.length;
}
