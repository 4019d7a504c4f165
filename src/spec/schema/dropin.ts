import { z } from 'zod';
import { iterations } from './common.js';

const length = iterations.describe(
  'd, in iterations: p rises from 0 to 1 over so many; 0: p is 1 from the start.',
);
const start = iterations.describe('Iteration at which p begins to rise.');
const ratio = z
  .number()
  .min(0)
  .max(1)
  .describe(
    'p of the regularizing mode: the probability that a unit is the new layer’s, and not the copied one.',
  );
const draw = z
  .enum(['image', 'batch'])
  .describe(
    'Of the regularizing mode: whether each image has its own r (as in Caffe’s dropout), or one serves the whole batch. The paper does not say.',
  );
const gradual =
  'gradual: r(λ) = 0 for λ < q·n, else 1, with q = 1 − p and p = min(1, τ/d) (paper, equation 1).';
const regularizing =
  'regularizing: r(λ) ~ Bernoulli(p), drawn anew each iteration (paper, equation 2); in tests the expectation, p·y_new + (1 − p)·y_prev.';

/** DropIn for the whole network; a DropIn layer's own fields win. */
export const dropinSchema = z
  .strictObject({
    mode: z
      .enum(['gradual', 'regularizing', 'none'])
      .default('gradual')
      .describe(
        `${gradual} ${regularizing} none: every DropIn passes the new layer on, the plain deep network.`,
      ),
    length: length.default(0),
    start: start.default(0),
    stagger: iterations
      .optional()
      .describe(
        'Asynchronous DropIn: every DropIn that has no start of its own begins so many iterations after the DropIn written before it; left out: all at start.',
      ),
    ratio: ratio.default(0.5),
    draw: draw.default('image'),
  })
  .describe('DropIn (paper, section 3).');

/** What one DropIn layer may have of its own; what is left out is taken from the spec's `dropin`. */
export const ownDropinFields = {
  mode: z
    .enum(['gradual', 'regularizing'])
    .optional()
    .describe(`${gradual} ${regularizing} Under the spec’s dropin.mode none it does not count.`),
  length: length.optional(),
  start: start.optional(),
  ratio: ratio.optional(),
  draw: draw.optional(),
};

/**
 * DropIn over width: the same schedule with nothing to copy. So that a network may begin thin and grow wide, as the paper's
 * conclusion proposes.
 */
export const widenField = z
  .union([
    z.boolean().refine((widen) => !widen, 'false, or a mapping with `initial`'),
    z.strictObject({
      initial: z
        .number()
        .min(0)
        .max(1)
        .describe('Fraction of the layer’s units that are there from the start; rounded up to whole units.'),
      length: length.optional(),
      start: start.optional(),
    }),
  ])
  .default(false)
  .describe(
    'Adds the layer’s units (filters, or outputs) one after another while p rises: the others are 0, forward and backward. length and start are by default those of the spec’s dropin; false, or dropin.mode none: all are there from the start.',
  );

export type DropInSpec = z.output<typeof dropinSchema>;
export type OwnDropInFields = Partial<Pick<DropInSpec, 'length' | 'start' | 'ratio' | 'draw'>> & {
  readonly mode?: 'gradual' | 'regularizing' | undefined;
};
export type WidenSpec = z.output<typeof widenField>;
