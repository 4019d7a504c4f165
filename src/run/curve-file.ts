import { closeSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { writeAll } from '../common/durable.js';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { readTextIfThere } from '../common/read-text.js';
import type { Checkpoint } from './checkpoint-read.js';
import { CURVE_COPY } from './checkpoint-state.js';
import { CURVE_HEADER, curveUpTo, formatRow, parseCurve, type CurveRow } from './curve.js';
import type { RunFolder } from './folder.js';

/** A curve.csv that is open for appending. */
export interface CurveFile {
  /** All rows so far, including those from before a resume. */
  readonly rows: readonly CurveRow[];
  append(row: CurveRow): void;
  /** Flushes all rows to the disk. */
  sync(): void;
  /** The whole text so far. */
  text(): string;
  close(): void;
}

/**
 * Opens a curve.csv for appending.
 *
 * @param kept The text that the run keeps; replaces the file atomically.
 */
export function openCurve(path: string, kept = CURVE_HEADER): CurveFile {
  const rows = parseCurve(kept);
  const parts = [kept];
  writeFileAtomic.sync(path, kept);
  const fd = openSync(path, 'a');
  return {
    rows,
    append(row) {
      const line = formatRow(row);
      writeAll(fd, Buffer.from(line));
      rows.push(row);
      parts.push(line);
    },
    sync: () => {
      fsyncSync(fd);
    },
    text: () => parts.join(''),
    close: () => {
      closeSync(fd);
    },
  };
}

/**
 * The part of a run's curve to keep when the run resumes at a checkpoint: the checkpoint's copy, which also replaces a
 * curve.csv that does not start with it. A checkpoint of format 1 has no copy; then it is the first part of curve.csv.
 *
 * @param warn Called if curve.csv is damaged or missing.
 * @throws {DropinError} exit code 1, if a curve without a copy is damaged.
 */
export function keptCurve(
  folder: RunFolder,
  { folder: checkpoint, state }: Checkpoint,
  warn: (message: string) => void,
): string {
  if (state.sha256[CURVE_COPY] === undefined) {
    return readWith(folder.curve, (text) => curveUpTo(text, state.iteration, state.tested));
  }
  const copy = readFileSync(join(checkpoint, CURVE_COPY), 'utf8');
  const text = readTextIfThere(folder.curve);
  if (text?.startsWith(copy) !== true) {
    const what = text === undefined ? 'is missing' : 'is damaged';
    warn(`${folder.curve} ${what}: restored from ${checkpoint}, up to iteration ${state.iteration}`);
  }
  return copy;
}

/**
 * Reads the rows of a curve.csv.
 *
 * @throws {DropinError} exit code 1, if it is missing or damaged.
 */
export function readCurve(path: string): CurveRow[] {
  return readWith(path, parseCurve);
}

function readWith<T>(path: string, read: (text: string) => T): T {
  try {
    const text = readTextIfThere(path);
    if (text === undefined) throw new Error('no such file');
    return read(text);
  } catch (error) {
    const reason = messageOf(error);
    throw new DropinError(
      `${path} cannot be read: ${reason}; repair it, or start over with --fresh`,
      EXIT.FAILED,
      { cause: error },
    );
  }
}
