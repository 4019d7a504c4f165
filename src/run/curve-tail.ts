import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { CURVE_HEADER, parseRow, type CurveRow } from './curve.js';
import { LAST_TESTS } from './final-accuracy.js';

/** The newest rows of a curve. */
export interface CurveTail {
  /** The newest row; undefined if there is none yet. */
  readonly last: CurveRow | undefined;
  /** The newest test rows, oldest first: as many as a final accuracy needs, or fewer if there are not enough. */
  readonly tests: readonly CurveRow[];
}

export const NO_TAIL: CurveTail = { last: undefined, tests: [] };

/** Number of bytes to read first: some thirty rows. */
const FIRST_BYTES = 2048;

/**
 * Reads the end of a curve.csv, far enough to find the newest tests. Ignores damaged rows and a row that is being written. A
 * missing file has no rows.
 */
export function readTail(path: string): CurveTail {
  let fd: number;
  try {
    // O_NONBLOCK: if the file is a pipe, opening it must not wait for a writer.
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

/** The complete lines among the last `bytes` of the file, without the header. */
function linesAtEnd(fd: number, size: number, bytes: number): string[] {
  const start = Math.max(0, size - bytes);
  const buffer = Buffer.alloc(size - start);
  const read = readSync(fd, buffer, 0, buffer.length, start);
  const text = buffer.toString('utf8', 0, read);
  // The first line is the header or incomplete. A row after the last newline may be half-written.
  return text
    .slice(start === 0 ? CURVE_HEADER.length : text.indexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
}

/** Parses the newest row and the newest tests. Skips the many training rows between them, to save time. */
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
