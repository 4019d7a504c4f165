import { statSync } from 'node:fs';
import { Option } from 'commander';
import { DropinError } from '../common/errors.js';
import { RESULTS } from '../run/results-folder.js';
import { EXIT } from '../common/exit-codes.js';

/** `--results <dir>`, or DROPIN_RESULTS: the folder of all runs. */
export function resultsOption(): Option {
  return new Option('--results <dir>', 'folder with the runs').default(RESULTS).env('DROPIN_RESULTS');
}

/** @throws {DropinError} exit code 2, when there is no such folder: a mistyped name must not look like no results. */
export function expectResults(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new DropinError(
    `--results ${folder}: no such folder; name the one that your runs are in, or make a first run with dropin run`,
    EXIT.USAGE,
  );
}
