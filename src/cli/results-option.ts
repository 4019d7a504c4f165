import { Option } from 'commander';
import { RESULTS } from '../run/results-folder.js';

/** `--results <dir>`, or DROPIN_RESULTS: the folder of all runs. */
export function resultsOption(): Option {
  return new Option('--results <dir>', 'folder that holds the runs').default(RESULTS).env('DROPIN_RESULTS');
}
