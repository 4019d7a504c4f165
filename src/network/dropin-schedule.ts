/** Raised by hand when a schedule copies other units at some iteration. */
export const DROPIN_SCHEDULE_VERSION = 1;

/** When a DropIn layer's new activations take over; both in iterations. */
export interface DropInSchedule {
  /** d: so many iterations take p from 0 to 1. */
  readonly length: number;
  /** The iteration at which p begins to rise. */
  readonly start: number;
}

/**
 * p = min(1, max(0, (τ − start) / d)): the fraction of units that are the new layer's (paper, equation 1).
 * With d = 0, p steps from 0 to 1 at `start`.
 */
export function dropInRatio(iteration: number, { length, start }: DropInSchedule): number {
  const elapsed = iteration - start;
  if (length === 0) return elapsed >= 0 ? 1 : 0;
  return Math.min(1, Math.max(0, elapsed / length));
}

/**
 * How many units are copied: those whose index λ is below q·n, q = 1 − p (paper, section 3), which is ⌈q·n⌉ of them.
 *
 * Counted in integers, as ⌈(d − (τ − start))·n / d⌉: in floating point 1 − p is already inexact, and a unit would be
 * copied, or not, by chance.
 */
export function copiedUnits(iteration: number, schedule: DropInSchedule, units: number): number {
  const ratio = dropInRatio(iteration, schedule);
  if (ratio === 0) return units;
  if (ratio === 1) return 0;
  const d = BigInt(schedule.length);
  const remaining = d - BigInt(iteration - schedule.start);
  return Number((remaining * BigInt(units) + d - 1n) / d);
}
