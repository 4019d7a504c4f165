/** The folder of all runs, unless the command line or DROPIN_RESULTS names another. */
export const RESULTS = 'results';

/** The folder of all runs: the one named, DROPIN_RESULTS, or `results`. */
export function resultsFolder(named?: string): string {
  return named ?? process.env.DROPIN_RESULTS ?? RESULTS;
}
