import type { CurveRow } from '../run/curve.js';
import type { Decisions } from '../run/decisions.js';
import { Plateau } from '../run/plateau.js';
import type { Spec } from '../spec/schema/spec.js';

/**
 * Decides what a spec leaves to the test curve. The decisions are a function of the curve's test rows, which a checkpoint
 * contains, so a resumed run decides the same.
 */
export class Decider {
  private readonly rate: Plateau | undefined;
  private readonly reductions: number[] = [];

  /** @param rows The curve so far. */
  constructor({ solver }: Pick<Spec, 'solver'>, rows: readonly CurveRow[]) {
    if (solver.policy.type === 'plateau') this.rate = new Plateau(solver.policy);
    for (const row of rows) this.add(row);
  }

  /** Adds a row of the curve. The pass before the first step does not count. */
  add(row: CurveRow): void {
    if (row.split !== 'test' || row.iteration === 0) return;
    if (this.rate?.add(row) === true) this.reductions.push(row.iteration);
  }

  /** Number of reductions of the learning rate so far. */
  get rateReductions(): number {
    return this.reductions.length;
  }

  /** Undefined if the spec leaves nothing to the test curve. */
  get decisions(): Decisions | undefined {
    return this.rate === undefined ? undefined : { rate_reductions: [...this.reductions] };
  }
}
