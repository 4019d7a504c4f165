import { statSync } from 'node:fs';
import { Option } from 'commander';
import { DropinError } from '../common/errors.js';
import { RESULTS } from '../run/results-folder.js';
import { EXIT } from '../common/exit-codes.js';

/** `--results <dir>`, or DROPIN_RESULTS: the folder of all runs. */
export function resultsOption(): Option {
  return new Option('--results <dir>', 'folder that holds the runs').default(RESULTS).env('DROPIN_RESULTS');
}

/** @throws {DropinError} exit code 2, if the folder does not exist: a mistyped name must not look like empty results. */
export function expectResults(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new DropinError(
    `--results ${folder}: no such folder; give the folder that holds your runs, or start one with dropin run`,
    EXIT.USAGE,
  );
}
