import type { CurveRow } from './curve.js';

/** When a test curve is flat; see `plateauFields` in the schema. */
export interface PlateauSettings {
  readonly metric: 'accuracy' | 'loss';
  readonly patience: number;
  readonly min_gain: number;
  readonly cooldown?: number;
}

/**
 * Detects where a test curve is flat, with the counters of PyTorch's `ReduceLROnPlateau` (`torch/optim/lr_scheduler.py`,
 * threshold_mode abs). It depends only on the test passes it is given, so a resumed run gives it those of the curve again.
 */
export class Plateau {
  /** The best value so far; a loss counts negative, so that higher is better. */
  best = -Infinity;
  private without = 0;
  private cooling = 0;

  constructor(private readonly settings: PlateauSettings) {}

  /**
   * Adds a test pass. Returns whether the curve is flat: more than `patience` passes in a row were no gain. Then it counts
   * afresh. A NaN is no gain.
   */
  add(row: Pick<CurveRow, 'accuracy' | 'loss'>): boolean {
    const { metric, patience, min_gain: minGain, cooldown = 0 } = this.settings;
    const value = metric === 'loss' ? -row.loss : row.accuracy;
    const gains = value > this.best + minGain;
    if (gains) this.best = value;
    this.without = gains ? 0 : this.without + 1;
    if (this.cooling > 0) {
      this.cooling--;
      this.without = 0;
    }
    if (this.without <= patience) return false;
    this.without = 0;
    this.cooling = cooldown;
    return true;
  }
}
