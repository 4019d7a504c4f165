import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { at, numberAt } from '../../common/plain.js';
import { CURVE_COLUMNS } from '../../run/curve.js';
import { nameRuns } from '../own/names.js';
import { stateOf } from '../own/listing.js';
import type { Run } from '../results/run.js';

/** Progress of an active run. Undefined fields have not been logged yet. */
export interface RunProgress {
  readonly id: string;
  readonly name: string;
  readonly iteration: number;
  readonly iterations: number | undefined;
  readonly loss: number | undefined;
  readonly learningRate: number | undefined;
  /** Mean p of the DropIn layers. */
  readonly p: number | undefined;
  /** Accuracy of the newest test, in percent. */
  readonly accuracy: number | undefined;
  /** Estimated from the newest rows: until `iterations`, which may be more than needed if the run may stop early. */
  readonly secondsLeft: number | undefined;
  readonly mayStopEarly: boolean;
}

/** The newest rows fit in the last bytes of the curve; a row has about 80. */
const TAIL_BYTES = 4096;

/** Runs in progress, read from the ends of their curves. */
export function runsInProgress(results: string, runs: readonly Run[]): readonly RunProgress[] {
  const names = nameRuns(runs);
  return runs
    .filter((run) => stateOf(results, run) === 'running')
    .map((run) => progressOf(results, run, names.get(run.id)!.text));
}

function progressOf(results: string, run: Run, name: string): RunProgress {
  const rows = newestRows(join(results, run.id, 'curve.csv'));
  const train = rows.findLast(({ split }) => split === 'train');
  const iteration = rows.at(-1)?.numbers.iteration ?? 0;
  const iterations = numberAt(run.spec, 'solver', 'iterations');
  const tested = run.curve.test.accuracy.at(-1);
  return {
    id: run.id,
    name,
    iteration,
    iterations,
    loss: train?.numbers.loss,
    learningRate: train?.numbers.learning_rate,
    p: train?.numbers.dropin_p,
    accuracy: tested === undefined || Number.isNaN(tested) ? undefined : 100 * tested,
    secondsLeft: iterations === undefined ? undefined : secondsFor(iterations - iteration, rows),
    mayStopEarly: at(run.spec, 'solver', 'early_stop') !== undefined,
  };
}

function secondsFor(iterations: number, rows: readonly Row[]): number | undefined {
  const [first, last] = [rows[0]?.numbers, rows.at(-1)?.numbers];
  if (first?.elapsed_s === undefined || last?.elapsed_s === undefined) return undefined;
  const [from, to] = rows.length > 1 ? [first, last] : [{ iteration: 0, elapsed_s: 0 }, last];
  const done = (to.iteration ?? 0) - (from.iteration ?? 0);
  const seconds = (to.elapsed_s ?? 0) - (from.elapsed_s ?? 0);
  return done > 0 && seconds >= 0 ? (seconds / done) * iterations : undefined;
}

interface Row {
  readonly split: string | undefined;
  readonly numbers: Readonly<Partial<Record<(typeof CURVE_COLUMNS)[number], number>>>;
}

/** The complete rows at the end of a curve; empty if the curve cannot be read. */
function newestRows(file: string): readonly Row[] {
  const lines = tailOf(file).split('\n');
  return lines
    .slice(1, -1)
    .map((line) => line.split(','))
    .filter((fields) => fields.length === CURVE_COLUMNS.length)
    .map((fields) => {
      const numbers = CURVE_COLUMNS.flatMap((column, i) => {
        const field = fields[i]!;
        return field === '' || Number.isNaN(Number(field)) ? [] : [[column, Number(field)] as const];
      });
      return { split: fields[1], numbers: Object.fromEntries(numbers) };
    });
}

function tailOf(file: string): string {
  try {
    const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(fd);
      if (!stats.isFile()) return '';
      const { size } = stats;
      const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
      const read = readSync(fd, bytes, 0, bytes.length, size - bytes.length);
      return bytes.subarray(0, read).toString();
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}
