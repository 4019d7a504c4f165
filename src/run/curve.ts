import { stringify } from 'csv-stringify/sync';
import { parse } from 'csv-parse/sync';

/** One logged point. Undefined: not measured. */
export interface CurveRow {
  readonly iteration: number;
  readonly split: 'train' | 'test';
  readonly loss: number;
  /** A fraction in [0, 1]. */
  readonly accuracy: number;
  readonly top5: number | undefined;
  /** Of the step, before a parameter's lr_mult; undefined for a test. */
  readonly learningRate: number | undefined;
  /** Mean p of the DropIn layers; undefined where there are none. */
  readonly dropinP: number | undefined;
  /** Train: in the steps since the last train row; test: in the test pass. */
  readonly imagesPerSecond: number;
  /** Since the run began, without the time between a stop and its resume. */
  readonly elapsedS: number;
}

export const CURVE_COLUMNS = [
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

export const CURVE_HEADER = `${CURVE_COLUMNS.join(',')}\n`;

/** A row as a line of curve.csv, with its newline. Losses have all their digits: equal runs give equal text. */
export function formatRow(row: CurveRow): string {
  const number = (value: number | undefined) => (value === undefined ? '' : String(value));
  return stringify([
    [
      number(row.iteration),
      row.split,
      number(row.loss),
      number(row.accuracy),
      number(row.top5),
      number(row.learningRate),
      number(row.dropinP),
      row.imagesPerSecond.toFixed(1),
      row.elapsedS.toFixed(3),
    ],
  ]);
}

/**
 * The rows of a curve.csv. A last line that was being written when the power went out (no newline yet) is left out.
 *
 * @throws {Error} when the header is another one, or a row has other columns or something else in them than numbers.
 */
export function parseCurve(text: string): CurveRow[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (!whole.startsWith(CURVE_HEADER)) throw new Error(`expected the header ${CURVE_HEADER.trimEnd()}`);
  const records = parse(whole, { columns: true, skip_empty_lines: true });
  return (records as Record<(typeof CURVE_COLUMNS)[number], string>[]).map((record, row) => {
    const number = (column: (typeof CURVE_COLUMNS)[number]) => numberIn(record[column], row, column);
    const optional = (column: (typeof CURVE_COLUMNS)[number]) =>
      record[column] === '' ? undefined : number(column);
    return {
      iteration: number('iteration'),
      split: splitIn(record.split, row),
      loss: number('loss'),
      accuracy: number('accuracy'),
      top5: optional('top5'),
      learningRate: optional('learning_rate'),
      dropinP: optional('dropin_p'),
      imagesPerSecond: number('images_per_second'),
      elapsedS: number('elapsed_s'),
    };
  });
}

/** NaN and infinities are numbers here: a run that diverged logs them. */
function numberIn(field: string, row: number, column: string): number {
  const value = field.trim() === '' ? NaN : Number(field);
  if (!Number.isNaN(value) || field === 'NaN') return value;
  throw new Error(`row ${row + 1}: expected a number as ${column}, found ${JSON.stringify(field)}`);
}

function splitIn(field: string, row: number): CurveRow['split'] {
  if (field === 'train' || field === 'test') return field;
  throw new Error(`row ${row + 1}: expected train or test as split, found ${JSON.stringify(field)}`);
}

/**
 * What of a curve.csv a run that resumes at `iteration` goes on from: the rows of the steps before it and, if its test
 * pass was done, that pass. The kept lines stay as they were, to the byte.
 */
export function curveUpTo(text: string, iteration: number, tested: boolean): string {
  const rows = parseCurve(text);
  const kept = rows.findIndex(
    (row) => row.iteration > iteration || (row.iteration === iteration && !(tested && row.split === 'test')),
  );
  const lines = text.split('\n').slice(0, 1 + (kept < 0 ? rows.length : kept));
  return `${lines.join('\n')}\n`;
}
