import { stringify } from 'csv-stringify/sync';

/** A logged point. Undefined means not measured. */
export interface CurveRow {
  readonly iteration: number;
  readonly split: 'train' | 'test';
  readonly loss: number;
  /** A fraction in [0, 1]. */
  readonly accuracy: number;
  readonly top5: number | undefined;
  /** Learning rate of the step, before a parameter's lr_mult; undefined for a test. */
  readonly learningRate: number | undefined;
  /** Mean p of the DropIn layers; undefined if there are none. */
  readonly dropinP: number | undefined;
  /** Train: average since the previous train row; test: average of the test pass. */
  readonly imagesPerSecond: number;
  /** Seconds since the run started, without the time between a stop and its resume. */
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

/** A row as a line of curve.csv, with a newline. Losses have all digits, so that equal runs give equal text. */
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

/** Whether to refuse an empty field, or to read it as NaN. */
export type EmptyFields = 'refused' | 'allowed';

const COUNT = CURVE_COLUMNS.length;

/**
 * Parses a line of a curve.csv, without its newline. Used by both the strict and the lenient reader.
 *
 * @param empty How to treat an empty loss, accuracy, speed or time.
 * @returns The row, or what is wrong with the line.
 */
export function parseRow(line: string, empty: EmptyFields): CurveRow | string {
  const fields = line.split(',');
  if (fields.length !== COUNT) return `expected ${COUNT} fields, found ${fields.length}`;
  const [iteration, split, loss, accuracy, top5, learningRate, dropinP, imagesPerSecond, elapsedS] = fields;
  if (split !== 'train' && split !== 'test')
    return `expected train or test as split, found ${JSON.stringify(split)}`;
  const wrong = fields.findIndex((field, column) => column !== 1 && !isNumber(field, column, empty));
  if (wrong >= 0)
    return `expected ${KINDS[wrong] ?? 'a number'} as ${CURVE_COLUMNS[wrong]!}, found ${JSON.stringify(fields[wrong])}`;
  return {
    iteration: Number(iteration),
    split,
    loss: toNumber(loss!),
    accuracy: toNumber(accuracy!),
    top5: optional(top5!),
    learningRate: optional(learningRate!),
    dropinP: optional(dropinP!),
    imagesPerSecond: toNumber(imagesPerSecond!),
    elapsedS: toNumber(elapsedS!),
  };
}

/** Columns that may be empty: top5, learning_rate, dropin_p. */
const OPTIONAL = [4, 5, 6];
const KINDS: Readonly<Record<number, string>> = {
  3: 'a number from 0 to 1',
  4: 'a number from 0 to 1',
};

function isNumber(field: string, column: number, empty: EmptyFields): boolean {
  if (field === '') return OPTIONAL.includes(column) || (column !== 0 && empty === 'allowed');
  // NaN and infinity are allowed: a run that diverges logs them.
  if (field === 'NaN') return column !== 0;
  const value = Number(field);
  if (Number.isNaN(value) || field.trim() === '') return false;
  if (column === 0) return Number.isSafeInteger(value) && value >= 0;
  return KINDS[column] === undefined || (value >= 0 && value <= 1);
}

/** NaN for an empty field. */
function toNumber(field: string): number {
  return field === '' ? NaN : Number(field);
}

function optional(field: string): number | undefined {
  return field === '' ? undefined : Number(field);
}

/**
 * Parses a curve.csv. Drops a last line without a newline: it was being written when the power went out.
 *
 * @throws {Error} if the header or a row is wrong, or if rows are out of order. They are sorted by iteration; the test of an
 *   iteration precedes its training step.
 */
export function parseCurve(text: string): CurveRow[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  lines.pop();
  if (`${lines.shift() ?? ''}\n` !== CURVE_HEADER) {
    throw new Error(`expected the header ${CURVE_HEADER.trimEnd()}`);
  }
  const rows: CurveRow[] = [];
  for (const [index, line] of lines.entries()) {
    const row = parseRow(line, 'refused');
    if (typeof row === 'string') throw new Error(`row ${index + 1}: ${row}`);
    const before = rows.at(-1);
    if (before !== undefined && !follows(before, row)) {
      throw new Error(`row ${index + 1}: iteration ${row.iteration} (${row.split}) is out of order`);
    }
    rows.push(row);
  }
  return rows;
}

function follows(before: CurveRow, row: CurveRow): boolean {
  if (row.iteration !== before.iteration) return row.iteration > before.iteration;
  return before.split === 'test' && row.split === 'train';
}

/**
 * The part of a curve.csv to keep when a run resumes at `iteration`: the rows of the previous steps and, if `tested`, the
 * test pass at `iteration`. The kept lines stay the same, byte for byte.
 */
export function curveUpTo(text: string, iteration: number, tested: boolean): string {
  const rows = parseCurve(text);
  const kept = rows.findIndex(
    (row) => row.iteration > iteration || (row.iteration === iteration && !(tested && row.split === 'test')),
  );
  const lines = text.split('\n').slice(0, 1 + (kept < 0 ? rows.length : kept));
  return `${lines.join('\n')}\n`;
}
