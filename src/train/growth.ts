import type { Network } from '../network/layer.js';
import { scheduledLayers } from '../network/scheduled.js';
import type { CurveRow } from '../run/curve.js';
import type { Decisions } from '../run/decisions.js';
import { Plateau } from '../run/plateau.js';
import type { DropInSpec } from '../spec/schema/dropin.js';

/**
 * Decides from test passes when the DropIns of a network start (`dropin.advance`): the next one when the curve is flat, until
 * one brought no gain. A stage lasts from the end of a DropIn's ramp to the start of the next one.
 */
export class Growth {
  readonly starts = new Map<string, number>();
  ended: Decisions['growth_ended'];
  /** DropIns still to come, in the network's order. */
  private readonly waiting: { readonly name: string; readonly length: number }[];
  /** The first iteration of the stage, and its tests. */
  private stageFrom: number;
  private stage: Plateau;
  /** The best test of the earlier stages. */
  private best = -Infinity;

  constructor(
    network: Network,
    { start }: Pick<DropInSpec, 'start'>,
    private readonly advance: NonNullable<DropInSpec['advance']>,
  ) {
    this.waiting = scheduledLayers(network).filter((layer) => layer.start === undefined);
    this.stageFrom = start;
    this.stage = new Plateau(advance);
  }

  /** Adds a test pass. Returns what it decided, in words. */
  add(row: CurveRow): string | undefined {
    const { iteration } = row;
    if (this.ended !== undefined || iteration < this.stageFrom || !this.stage.add(row)) return undefined;
    const isFirst = this.starts.size === 0;
    const gained = isFirst || this.stage.best > this.best + this.advance.min_gain;
    const next = gained ? this.waiting.shift() : undefined;
    if (next === undefined) {
      this.ended = { iteration, because: gained ? 'all in' : 'no gain' };
      const reason = gained ? 'every layer is in' : 'the newest layer brought no gain';
      return `the network stops growing: ${reason}`;
    }
    this.starts.set(next.name, iteration);
    this.best = Math.max(this.best, this.stage.best);
    this.stageFrom = iteration + next.length;
    this.stage = new Plateau(this.advance);
    return `the test curve is flat: ${next.name} starts`;
  }
}
