import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** When to kill a process. */
export type Kill =
  /** `afterMs` after its start: while TensorFlow loads, the checkpoint is read, the first test runs … */
  | { readonly during: 'start'; readonly afterMs: number }
  /** `afterMs` after the curve reached an iteration. */
  | { readonly during: 'training'; readonly iteration: number; readonly afterMs: number }
  /** `afterMs` after the first checkpoint write begins once the curve has reached an iteration. */
  | { readonly during: 'checkpoint'; readonly iteration: number; readonly afterMs: number };

/** Durations measured in the undisturbed run. */
export interface Pace {
  readonly startMs: number;
  readonly stepMs: number;
}

/** Approximate time to write a checkpoint of a small network. */
const CHECKPOINT_MS = 12;

/**
 * Plans kills at random points of the first nine tenths of a run: two fifths while it trains or tests, two fifths while it
 * writes a checkpoint, one fifth while it starts.
 */
export function planKills(kills: number, iterations: number, pace: Pace, seed: number): Kill[] {
  const random = xoroshiro128plus(seed);
  const upTo = (max: number) => uniformInt(random, 0, Math.max(0, Math.floor(max)));
  const points = Array.from({ length: kills }, () => upTo(0.9 * iterations)).sort((a, b) => a - b);
  return points.map((iteration, index): Kill => {
    switch (index % 5) {
      case 0:
      case 2:
        return { during: 'training', iteration, afterMs: upTo(2 * pace.stepMs) };
      case 1:
      case 3:
        return { during: 'checkpoint', iteration, afterMs: upTo(CHECKPOINT_MS) };
      default:
        return { during: 'start', afterMs: upTo(pace.startMs) };
    }
  });
}
