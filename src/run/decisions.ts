import { z } from 'zod';

/** What test passes decided so far. In the record and in each checkpoint, for specs that leave something to the test curve. */
export const decisionsSchema = z.strictObject({
  /** Iterations whose test pass reduced the learning rate (`solver.policy.type: plateau`). */
  rate_reductions: z.array(z.number().int()).optional(),
  /** The DropIns that started, and the iterations of the tests that decided it (`dropin.advance`), in order. */
  dropin_starts: z.array(z.strictObject({ dropin: z.string(), iteration: z.number().int() })).optional(),
  /** The test that ended the growth: the newest layer brought no gain, or every layer was in. */
  growth_ended: z
    .strictObject({ iteration: z.number().int(), because: z.enum(['no gain', 'all in']) })
    .optional(),
});

export type Decisions = z.output<typeof decisionsSchema>;

/** The iterations at which DropIns started by decision; undefined for one that has not come in. */
export function startsIn(decisions: Decisions | undefined): (dropIn: string) => number | undefined {
  const starts = decisions?.dropin_starts ?? [];
  return (dropIn) => starts.find((start) => start.dropin === dropIn)?.iteration;
}
