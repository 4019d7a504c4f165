import type { CurveRow } from '../run/curve.js';

/** Receives the events of a run, for display. */
export interface RunObserver {
  readonly warn: (message: string) => void;
  /** Training is about to start at an iteration; 0 for a new run. */
  began(iteration: number): void;
  row(row: CurveRow): void;
  /** A test pass decided something that the spec leaves to it, as in `dropin1_2 starts`. */
  decided(iteration: number, decision: string): void;
  /** The time of a step is now known, and so is `Progress.secondsLeft`. */
  paced(): void;
}
