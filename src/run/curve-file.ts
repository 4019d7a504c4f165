import { closeSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { writeAll } from '../common/durable.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { CURVE_HEADER, curveUpTo, formatRow, parseCurve, type CurveRow } from './curve.js';

/** curve.csv, open for more rows. */
export interface CurveFile {
  append(row: CurveRow): void;
  /** Returns when all rows are on the disk. */
  sync(): void;
  close(): void;
}

/** Where a run goes on from. */
export interface ResumePoint {
  readonly iteration: number;
  /** Whether the test pass at `iteration` was done. */
  readonly tested: boolean;
}

/**
 * Opens curve.csv: a new one, or at a resume the old one with what came after the checkpoint cut off, atomically.
 *
 * @throws {DropinError} when the old one can't be read.
 */
export function openCurve(path: string, resume?: ResumePoint): CurveFile {
  const text = resume === undefined ? CURVE_HEADER : keptText(path, resume);
  writeFileAtomic.sync(path, text);
  const fd = openSync(path, 'a');
  return {
    append: (row) => {
      writeAll(fd, Buffer.from(formatRow(row)));
    },
    sync: () => {
      fsyncSync(fd);
    },
    close: () => {
      closeSync(fd);
    },
  };
}

/** The rows of a curve.csv. */
export function readCurve(path: string): CurveRow[] {
  return readWith(path, parseCurve);
}

function keptText(path: string, { iteration, tested }: ResumePoint): string {
  return readWith(path, (text) => curveUpTo(text, iteration, tested));
}

function readWith<T>(path: string, read: (text: string) => T): T {
  try {
    return read(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DropinError(
      `${path} cannot be read: ${reason}; mend it, or start the run over with --fresh`,
      EXIT.FAILED,
      {
        cause: error,
      },
    );
  }
}
