import { CURVE_HEADER, parseRow } from './curve.js';

/** Logged points of one split, one array per column. NaN means not measured, or not a number. */
export interface Points {
  readonly iteration: number[];
  readonly loss: number[];
  /** Fractions in [0, 1]. */
  readonly accuracy: number[];
  readonly top5: number[];
}

/** What reports use from a curve.csv. */
export interface Curve {
  readonly test: Points;
  readonly train: Points;
  /** What is wrong with the file, and how it was handled. */
  readonly problems: readonly string[];
}

/** Maximum number of damaged rows to list; the others are counted. */
const MAX_LISTED = 3;

/** The curve of a run that has not logged any points. */
export function noPoints(): Curve {
  return { test: emptyPoints(), train: emptyPoints(), problems: [] };
}

/**
 * Reads as much of a curve.csv as possible. Drops damaged rows and a last row that is still being written, and reports them.
 *
 * Training reads its own curve strictly (`parseCurve`). But a report on thousands of runs must not fail because of one, and
 * it keeps columns of numbers instead of millions of rows.
 */
export function readPoints(text: string): Curve {
  const curve = { ...noPoints(), problems: [] as string[] };
  if (text.trim() === '') return { ...curve, problems: ['curve.csv is empty'] };
  const lines = text.split('\n');
  const rest = lines.pop();
  if (rest !== '') curve.problems.push('curve.csv: dropped the last row, which is incomplete');
  if (`${lines.shift()?.trimEnd() ?? ''}\n` !== CURVE_HEADER) {
    return { ...curve, problems: [`curve.csv: expected the header ${CURVE_HEADER.trimEnd()}`] };
  }
  const damaged = lines.flatMap((line, i) => (addRow(curve, line) ? [] : [i + 2]));
  if (damaged.length > 0) curve.problems.push(describeDamage(damaged));
  return curve;
}

function emptyPoints(): Points {
  return { iteration: [], loss: [], accuracy: [], top5: [] };
}

/** Adds a row. Returns false if it is damaged, or does not follow the previous row. */
function addRow(curve: Curve, line: string): boolean {
  const row = parseRow(line, 'allowed');
  if (typeof row === 'string') return false;
  const points = curve[row.split];
  if (row.iteration <= (points.iteration.at(-1) ?? -1)) return false;
  points.iteration.push(row.iteration);
  points.loss.push(row.loss);
  points.accuracy.push(row.accuracy);
  points.top5.push(row.top5 ?? NaN);
  return true;
}

function describeDamage(lines: readonly number[]): string {
  const listed = lines.slice(0, MAX_LISTED).join(', ');
  const more = lines.length > MAX_LISTED ? ` and ${lines.length - MAX_LISTED} more` : '';
  return `curve.csv: dropped damaged rows (${lines.length === 1 ? 'line' : 'lines'} ${listed}${more})`;
}
