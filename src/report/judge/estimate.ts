import { mean, standardDeviation } from '../../common/statistics.js';

/** Mean over seeds, and its uncertainty. */
export interface Estimate {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation; for a single seed, the assumed one. */
  readonly deviation: number;
  /** Whether the deviation is assumed, because there is only one seed. */
  readonly assumed: boolean;
}

/** Range in which a quantity must lie. Either end may be open. */
export interface Region {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

/** Student’s t, 0.975 quantile, for 1 … 30 degrees of freedom (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2). */
const T975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];
const Z975 = 1.96;

export function estimate(values: readonly number[], assumedDeviation: number): Estimate | undefined {
  const center = mean(values);
  if (center === undefined) return undefined;
  const deviation = standardDeviation(values);
  return {
    n: values.length,
    mean: center,
    deviation: deviation ?? assumedDeviation,
    assumed: deviation === undefined,
  };
}

/**
 * Half the width of the 95 % confidence interval of a mean, or of a sum or difference of means, by Welch’s t.
 *
 * @param more The width expected with this many more seeds per mean and the same deviation.
 */
export function halfWidth(estimates: readonly Estimate[], more = 0): number {
  const parts = estimates.map(({ n, deviation, assumed }) => ({
    variance: deviation ** 2 / (n + more),
    freedom: assumed && more === 0 ? Infinity : n + more - 1,
  }));
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  if (variance === 0) return 0;
  const spread = parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0);
  return t975(spread === 0 ? Infinity : variance ** 2 / spread) * Math.sqrt(variance);
}

function t975(freedom: number): number {
  const table = T975[Math.floor(freedom) - 1];
  // Beyond the table: the first term of the expansion in 1/freedom, accurate to 0.001.
  return table ?? Z975 + (Z975 ** 3 + Z975) / (4 * freedom);
}
