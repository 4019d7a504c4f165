import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { serializeSpec } from '../spec/resolved.js';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { PlannedRun } from './planned-run.js';
import { writeOrigin } from '../run/origin.js';
import { readTextIfThere } from '../common/read-text.js';

/** The folder of all sweeps below that of all runs. The runs lie beside it, not in it. */
export function sweepsFolder(results: string): string {
  return join(results, 'sweeps');
}

/** What a sweep keeps besides its runs. Files of a run are named after its id. */
export interface SweepFolder {
  readonly path: string;
  /** Resolved specs that the runs start from, so that editing a spec does not change a sweep under way. */
  readonly specs: string;
  /** What the runs print. */
  readonly logs: string;
  /** Exit codes of runs: a run that crashed could not record one in run.json. */
  readonly exits: string;
  /** Batch scripts, and which job has which run. */
  readonly slurm: string;
  /** Final accuracies, and one row per run, of the newest sweep with this name. */
  readonly table: string;
  readonly runsTable: string;
  /** The same two tables of every earlier sweep with this name. */
  readonly tables: string;
}

export function sweepFolder(results: string, name: string): SweepFolder {
  const path = join(sweepsFolder(results), name);
  const [specs, logs, exits, slurm] = ['specs', 'logs', 'exits', 'slurm'].map((part) => join(path, part));
  return {
    path,
    specs: specs!,
    logs: logs!,
    exits: exits!,
    slurm: slurm!,
    table: join(path, 'accuracy.csv'),
    runsTable: join(path, 'runs.csv'),
    tables: join(path, 'tables'),
  };
}

export function specFile(folder: SweepFolder, run: PlannedRun): string {
  return join(folder.specs, `${run.id}.yaml`);
}

export function logFile(folder: SweepFolder, run: PlannedRun): string {
  return join(folder.logs, `${run.id}.log`);
}

/** Makes the folder and writes the specs that the runs start from. */
export function prepareSweep(folder: SweepFolder, runs: readonly PlannedRun[]): void {
  try {
    for (const path of [folder.specs, folder.logs, folder.exits, folder.slurm])
      mkdirSync(path, { recursive: true });
    for (const run of runs) {
      writeFileAtomic.sync(specFile(folder, run), serializeSpec(run.experiment.spec));
      writeOrigin(specFile(folder, run), run.origin);
      rmSync(exitFile(folder, run), { force: true });
    }
  } catch (error) {
    throw new DropinError(`${folder.path} cannot be written to: ${messageOf(error)}`, EXIT.FAILED, {
      cause: error,
    });
  }
}

function exitFile(folder: SweepFolder, run: PlannedRun): string {
  return join(folder.exits, run.id);
}

export function writeExit(folder: SweepFolder, run: PlannedRun, code: number): void {
  writeFileSync(exitFile(folder, run), `${code}\n`);
}

/** The exit code of the newest attempt; undefined before it has ended. */
export function readExit(folder: SweepFolder, run: PlannedRun): number | undefined {
  const text = readTextIfThere(exitFile(folder, run));
  return text === undefined ? undefined : Number(text);
}

/** The last lines that the newest attempt printed. */
export function logEnd(folder: SweepFolder, run: PlannedRun, lines: number): string[] {
  const text = readTextIfThere(logFile(folder, run)) ?? '';
  return text.trimEnd().split('\n').slice(-lines);
}
