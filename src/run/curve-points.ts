/** Logged points of one split, a column an array; NaN: not measured, or not a number. */
export interface Points {
  readonly iteration: number[];
  readonly loss: number[];
  /** Fractions in [0, 1]. */
  readonly accuracy: number[];
  readonly top5: number[];
}

/** What the report needs of a curve.csv. */
export interface Curve {
  readonly test: Points;
  readonly train: Points;
  /** What was wrong with the file, and what was done about it. */
  readonly problems: readonly string[];
}

const COLUMNS = [
  'iteration',
  'split',
  'loss',
  'accuracy',
  'top5',
  'learning_rate',
  'dropin_p',
  'images_per_second',
  'elapsed_s',
] as const;

/** So many damaged rows are named, the rest counted. */
const NAMED = 3;

/**
 * Reads as much of a curve.csv as can be read: damaged rows, and a last row that is still being written, are left out and
 * said so. The training loop reads its own curve strictly (`src/train/curve.ts`); a report over thousands of runs must
 * neither fail for one of them nor hold two million row objects, so this one keeps columns of numbers.
 */
export function readCurve(text: string): Curve {
  const curve = { test: emptyPoints(), train: emptyPoints(), problems: [] as string[] };
  if (text.trim() === '') return { ...curve, problems: ['curve.csv is empty'] };
  const lines = text.split('\n');
  const rest = lines.pop();
  if (rest !== '') curve.problems.push('curve.csv: the last row is not finished and was left out');
  const header = lines.shift()?.trimEnd();
  if (header !== COLUMNS.join(',')) {
    return { ...curve, problems: [`curve.csv: expected the header ${COLUMNS.join(',')}`] };
  }
  const damaged = lines.flatMap((line, i) => (addRow(curve, line) ? [] : [i + 2]));
  if (damaged.length > 0) curve.problems.push(describeDamage(damaged));
  return curve;
}

function emptyPoints(): Points {
  return { iteration: [], loss: [], accuracy: [], top5: [] };
}

/** False: the row is damaged, or not after the one before it. */
function addRow(curve: Curve, line: string): boolean {
  const fields = line.split(',');
  const split = fields[1];
  if (fields.length !== COLUMNS.length || (split !== 'test' && split !== 'train')) return false;
  const points = curve[split];
  const iteration = toNumber(fields[0]);
  const [loss, accuracy, top5] = [toNumber(fields[2]), toNumber(fields[3]), toNumber(fields[4])];
  if (!Number.isInteger(iteration) || iteration <= (points.iteration.at(-1) ?? -1)) return false;
  if (accuracy < 0 || accuracy > 1 || top5 < 0 || top5 > 1) return false;
  if (Number.isNaN(accuracy) && !isMissing(fields[3])) return false;
  points.iteration.push(iteration);
  points.loss.push(loss);
  points.accuracy.push(accuracy);
  points.top5.push(top5);
  return true;
}

/** NaN for an empty field, and for what is no number. */
function toNumber(field: string | undefined): number {
  return field === undefined || field.trim() === '' ? NaN : Number(field);
}

function isMissing(field: string | undefined): boolean {
  return field === '' || field === 'NaN';
}

function describeDamage(rows: readonly number[]): string {
  const named = rows.slice(0, NAMED).join(', ');
  const more = rows.length > NAMED ? ` and ${rows.length - NAMED} more` : '';
  return `curve.csv: damaged rows were left out (line ${named}${more})`;
}
