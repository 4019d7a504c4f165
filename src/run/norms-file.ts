import { closeSync, fsyncSync, openSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { writeAll } from '../common/durable.js';
import { readTextIfThere } from '../common/read-text.js';
import { NORMS, type LayerNorms } from '../network/layer-norms.js';

/** Norms of a layer at the step after `iteration` updates. */
export interface NormRow extends LayerNorms {
  readonly iteration: number;
}

const HEADER = `iteration,layer,${NORMS.join(',')}\n`;

/** A norms.csv that is open for appending. */
export interface NormsFile {
  append(rows: readonly NormRow[]): void;
  /** Flushes all rows to the disk. */
  sync(): void;
  close(): void;
}

/**
 * Opens a norms.csv for appending. Keeps the rows of the steps before an iteration: the others are measured again.
 *
 * @param before The iteration at which the run resumes; 0 for a new run.
 */
export function openNorms(path: string, before: number): NormsFile {
  const lines = before === 0 ? [] : linesOf(path).filter((line) => parseLine(line)!.iteration < before);
  writeFileAtomic.sync(path, HEADER + lines.map((line) => `${line}\n`).join(''));
  const fd = openSync(path, 'a');
  return {
    append(rows) {
      writeAll(fd, Buffer.from(rows.map(formatLine).join('')));
    },
    sync: () => {
      fsyncSync(fd);
    },
    close: () => {
      closeSync(fd);
    },
  };
}

/** The rows of a norms.csv; empty if it is missing. Leaves out damaged lines. */
export function readNorms(path: string): readonly NormRow[] {
  return linesOf(path).map((line) => parseLine(line)!);
}

/** The sound lines, without the header and without a last line that was being written. */
function linesOf(path: string): readonly string[] {
  const text = readTextIfThere(path) ?? '';
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => parseLine(line) !== undefined);
}

/** Layer names need no quotes: they have letters, digits, "_", "." and "-". Norms are float32: eight digits are enough. */
function formatLine(row: NormRow): string {
  const numbers = NORMS.map((norm) =>
    row[norm] === undefined ? '' : String(Number(row[norm].toPrecision(8))),
  );
  return `${row.iteration},${row.layer},${numbers.join(',')}\n`;
}

function parseLine(line: string): NormRow | undefined {
  const fields = /^(\d+),([\w.-]+),([^,]*),([^,]+),([^,]+),([^,]+)$/.exec(line);
  if (fields === null) return undefined;
  const [activation, gradient, update, weight] = fields.slice(3).map(Number);
  return {
    iteration: Number(fields[1]),
    layer: fields[2]!,
    activation: fields[3] === '' ? undefined : activation,
    gradient: gradient!,
    update: update!,
    weight: weight!,
  };
}
