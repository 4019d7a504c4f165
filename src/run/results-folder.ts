/** The folder of all runs, unless the command line or DROPIN_RESULTS names another. */
export const RESULTS = 'results';
