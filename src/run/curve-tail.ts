import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { CURVE_HEADER, parseRow, type CurveRow } from './curve.js';
import { LAST_TESTS } from './final-accuracy.js';

/** The end of a curve. */
export interface CurveTail {
  /** The newest row; undefined before the first. */
  readonly last: CurveRow | undefined;
  /** The newest test rows, oldest first: as many as a final accuracy takes, fewer where there are fewer. */
  readonly tests: readonly CurveRow[];
}

export const NO_TAIL: CurveTail = { last: undefined, tests: [] };

/** Bytes that are read first: some thirty rows. */
const FIRST_BYTES = 2048;

/**
 * Reads the end of a curve.csv, as much as holds the newest tests. Damaged rows and a row that is being written are passed
 * over; a missing file has no rows.
 */
export function readTail(path: string): CurveTail {
  let fd: number;
  try {
    // A pipe in its place must not be waited for.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return NO_TAIL;
  }
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) return NO_TAIL;
    const { size } = stats;
    for (let bytes = FIRST_BYTES; ; bytes *= 8) {
      const tail = tailOf(linesAtEnd(fd, size, bytes));
      if (tail.tests.length === LAST_TESTS || bytes >= size) return tail;
    }
  } finally {
    closeSync(fd);
  }
}

/** Whole lines at the end of the file, without the header. */
function linesAtEnd(fd: number, size: number, bytes: number): string[] {
  const start = Math.max(0, size - bytes);
  const buffer = Buffer.alloc(size - start);
  const read = readSync(fd, buffer, 0, buffer.length, start);
  const text = buffer.toString('utf8', 0, read);
  // The first line is the header, or begins before what was read; after the last newline a row may be half-written.
  return text
    .slice(start === 0 ? CURVE_HEADER.length : text.indexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
}

/** Parses the newest row and the newest tests; the many rows of training steps between them are not looked at. */
function tailOf(lines: readonly string[]): CurveTail {
  let last: CurveRow | undefined;
  const tests: CurveRow[] = [];
  for (let i = lines.length - 1; i >= 0 && tests.length < LAST_TESTS; i--) {
    const line = lines[i]!;
    if (last !== undefined && !line.includes(',test,')) continue;
    const row = parseRow(line, 'allowed');
    if (typeof row === 'string') continue;
    last ??= row;
    if (row.split === 'test') tests.unshift(row);
  }
  return { last, tests };
}
