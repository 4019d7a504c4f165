import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { nearest } from '../common/nearest.js';
import { RunReader, type Run } from '../report/results/run.js';

/**
 * Finds a run by its name in the results, or by the path of its folder, which may be anywhere.
 *
 * @throws {DropinError} exit code 2 if the run does not exist.
 */
export function findRun(name: string, runs: readonly Run[], results: string): Run {
  const wanted = existsSync(name) ? relative(results, name) : name.replace(/\/$/, '');
  const found = runs.find(({ id }) => id === name || id === wanted) ?? runAt(name);
  if (found !== undefined) return found;
  const suggestion = nearest(
    name,
    runs.map(({ id }) => id),
  );
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  throw new DropinError(`no run ${name} in ${results}${hint}`, EXIT.USAGE);
}

function runAt(folder: string): Run | undefined {
  if (!existsSync(folder)) return undefined;
  const [run] = new RunReader().readAll(folder);
  return run?.id === '.' ? { ...run, id: folder } : undefined;
}
