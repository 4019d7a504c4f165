import { CURVE_HEADER, parseRow } from './curve.js';

/** Logged points of one split, a column an array; NaN: not measured, or not a number. */
export interface Points {
  readonly iteration: number[];
  readonly loss: number[];
  /** Fractions in [0, 1]. */
  readonly accuracy: number[];
  readonly top5: number[];
}

/** What a report needs of a curve.csv. */
export interface Curve {
  readonly test: Points;
  readonly train: Points;
  /** What was wrong with the file, and what was done about it. */
  readonly problems: readonly string[];
}

/** Number of damaged rows that are named; the rest are counted. */
const NAMED = 3;

/** The points of a run that has logged none. */
export function noPoints(): Curve {
  return { test: emptyPoints(), train: emptyPoints(), problems: [] };
}

/**
 * Reads as much of a curve.csv as it can. Damaged rows, and a last row that is still being written, are left out and
 * reported. Training reads its own curve strictly (`parseCurve`); a report over thousands of runs must not fail for one of
 * them, and keeps columns of numbers instead of millions of rows.
 */
export function readPoints(text: string): Curve {
  const curve = { ...noPoints(), problems: [] as string[] };
  if (text.trim() === '') return { ...curve, problems: ['curve.csv is empty'] };
  const lines = text.split('\n');
  const rest = lines.pop();
  if (rest !== '') curve.problems.push('curve.csv: the last row is not finished and was left out');
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

/** False: the row is damaged, or does not come after the one before it. */
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

function describeDamage(rows: readonly number[]): string {
  const named = rows.slice(0, NAMED).join(', ');
  const more = rows.length > NAMED ? ` and ${rows.length - NAMED} more` : '';
  return `curve.csv: damaged rows were left out (line ${named}${more})`;
}
