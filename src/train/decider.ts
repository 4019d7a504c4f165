import type { Network } from '../network/layer.js';
import { schedulesEnd } from '../network/scheduled.js';
import type { CurveRow } from '../run/curve.js';
import type { Decisions } from '../run/decisions.js';
import { Plateau } from '../run/plateau.js';
import type { Spec } from '../spec/schema/spec.js';
import { Growth } from './growth.js';

/**
 * Decides what a spec leaves to the test curve. The decisions are a function of the curve's test rows, which a checkpoint
 * contains, so a resumed run decides the same.
 */
export class Decider {
  private readonly rate: Plateau | undefined;
  private readonly reductions: number[] = [];
  private readonly growth: Growth | undefined;
  private readonly scheduleEnd: number;

  /** @param rows The curve so far. */
  constructor(
    { solver, dropin }: Pick<Spec, 'solver' | 'dropin'>,
    network: Network,
    rows: readonly CurveRow[],
  ) {
    if (solver.policy.type === 'plateau') this.rate = new Plateau(solver.policy);
    const { advance, mode } = dropin;
    if (advance !== undefined && mode !== 'none') this.growth = new Growth(network, dropin, advance);
    this.scheduleEnd = schedulesEnd(network);
    for (const row of rows) this.add(row);
  }

  /** Adds a row of the curve. The pass before the first step does not count. Returns what it decided, in words. */
  add(row: CurveRow): string | undefined {
    if (row.split !== 'test' || row.iteration === 0) return undefined;
    const isGrowing = this.growth !== undefined && this.growth.ended === undefined;
    if (isGrowing) return this.growth.add(row);
    if (this.rate?.add(row) !== true) return undefined;
    this.reductions.push(row.iteration);
    return 'the test curve is flat: the learning rate is reduced';
  }

  /** Number of reductions of the learning rate so far. */
  get rateReductions(): number {
    return this.reductions.length;
  }

  /** The iteration at which a DropIn was decided to start; undefined if it has not come in. */
  startOf(dropIn: string): number | undefined {
    return this.growth?.starts.get(dropIn);
  }

  /** The iteration from which on the network no longer changes; infinite as long as that is not decided. */
  get grownAt(): number {
    return this.growth === undefined ? this.scheduleEnd : (this.growth.ended?.iteration ?? Infinity);
  }

  /** Undefined if the spec leaves nothing to the test curve. */
  get decisions(): Decisions | undefined {
    const { rate, growth } = this;
    if (rate === undefined && growth === undefined) return undefined;
    return {
      ...(rate === undefined ? {} : { rate_reductions: [...this.reductions] }),
      ...(growth === undefined
        ? {}
        : { dropin_starts: [...growth.starts].map(([dropin, iteration]) => ({ dropin, iteration })) }),
      ...(growth?.ended === undefined ? {} : { growth_ended: growth.ended }),
    };
  }
}
