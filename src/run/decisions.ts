import { z } from 'zod';

/** What test passes decided so far. In the record and in each checkpoint, for specs that leave something to the test curve. */
export const decisionsSchema = z.strictObject({
  /** Iterations whose test pass reduced the learning rate (`solver.policy.type: plateau`). */
  rate_reductions: z.array(z.number().int()).optional(),
});

export type Decisions = z.output<typeof decisionsSchema>;
