import type { Statistic } from '../paper/claim-schema.js';
import type { Estimate, Region } from './estimate.js';
import { digitsOf } from './statistic.js';

/** `82.31 ± 0.12 % (3 seeds)`; with one seed, no deviation is shown. */
export function formatEstimate({ n, mean, deviation, assumed }: Estimate, statistic: Statistic): string {
  const spread = assumed ? '' : ` ± ${formatIn(deviation, statistic)}`;
  const unit = statistic === 'final' ? ' %' : '';
  return `${formatIn(mean, statistic)}${spread}${unit} (${n} ${n === 1 ? 'seed' : 'seeds'})`;
}

/** A number with as many digits as are meaningful for the statistic. */
export function formatIn(value: number, statistic: Statistic, signed = false): string {
  const digits = digitsOf(statistic);
  if (Number.isNaN(value)) return '?';
  const text = Math.abs(value).toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const isZero = Number(text) === 0;
  return `${value < 0 && !isZero ? '−' : signed && !isZero ? '+' : ''}${text}`;
}

/** `above 0 percentage points`, `between 81.3 and 83.3 %`; `measured` if any number will do. */
export function describeRegion({ above, below }: Region, unit: string): string {
  const show = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2 }).replace('-', '−');
  if (above !== undefined && below !== undefined) return `between ${show(above)} and ${show(below)} ${unit}`;
  const bound = (value: number) => `${show(value)} ${Math.abs(value) === 1 ? unit.replace(/s$/, '') : unit}`;
  if (above !== undefined) return `above ${bound(above)}`;
  return below === undefined ? 'measured' : `below ${bound(below)}`;
}
