/** Increased by hand when a change makes a schedule copy other units at some iteration. */
export const DROPIN_SCHEDULE_VERSION = 1;

/** When the new layer of a DropIn takes over, in iterations. */
export interface DropInSchedule {
  /** d: the number of iterations in which p rises from 0 to 1. */
  readonly length: number;
  /** The iteration at which p starts to rise; undefined while the test curve has not decided it (`dropin.advance`). */
  readonly start: number | undefined;
}

/**
 * p = min(1, max(0, (τ − start) / d)): the fraction of units taken from the new layer (paper, equation 1).
 * With d = 0, p steps from 0 to 1 at `start`. Without a start p is 0.
 */
export function dropInRatio(iteration: number, { length, start }: DropInSchedule): number {
  if (start === undefined) return 0;
  const elapsed = iteration - start;
  if (length === 0) return elapsed >= 0 ? 1 : 0;
  return Math.min(1, Math.max(0, elapsed / length));
}

/**
 * Number of copied units: those with an index λ < q·n, where q = 1 − p (paper, section 3), which makes ⌈q·n⌉.
 *
 * Computed in integers, as ⌈(d − (τ − start))·n / d⌉: in floating point 1 − p is already inexact, and rounding would decide
 * whether a unit is copied.
 */
export function copiedUnits(iteration: number, schedule: DropInSchedule, units: number): number {
  const ratio = dropInRatio(iteration, schedule);
  if (ratio === 0) return units;
  if (ratio === 1) return 0;
  const d = BigInt(schedule.length);
  const remaining = d - BigInt(iteration - (schedule.start ?? 0));
  return Number((remaining * BigInt(units) + d - 1n) / d);
}
