import { listRuns, type ListedRun } from '../report/own/listing.js';
import { RunReader } from '../report/results/run.js';
import { resultsFolder } from '../run/results-folder.js';
import { expectResults } from './results.js';

/**
 * All runs in a results folder, with their progress and accuracies: `dropin runs`.
 *
 * @throws {DropinError} exit code 2, if the folder does not exist.
 */
export function runs(
  options: { readonly results?: string; readonly warn?: (problem: string) => void } = {},
): readonly ListedRun[] {
  const results = resultsFolder(options.results);
  expectResults(results);
  return listRuns(results, new RunReader().readAll(results, options.warn));
}
