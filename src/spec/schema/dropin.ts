import { z } from 'zod';
import { iterations } from './common.js';
import { plateauFields } from './plateau.js';

const length = iterations.describe(
  'd: number of iterations in which p rises from 0 to 1; 0: p is 1 from `start` on.',
);
const start = iterations.describe('Iteration at which p starts to rise.');
const ratio = z
  .number()
  .min(0)
  .max(1)
  .describe(
    'p in regularizing mode: the probability that a unit is taken from the new layer instead of copied.',
  );
const draw = z
  .enum(['image', 'batch'])
  .describe(
    'In regularizing mode, whether r is drawn for each image (as in Caffe’s dropout) or once for the whole batch. The paper does not specify it.',
  );
const gradual =
  'gradual: r(λ) = 0 for λ < q·n, else 1, with q = 1 − p and p = min(1, τ/d) (paper, equation 1).';
const regularizing =
  'regularizing: r(λ) ~ Bernoulli(p), drawn in each iteration (paper, equation 2); tests use the expectation, p·y_new + (1 − p)·y_prev.';

const advanceSchema = z
  .strictObject(plateauFields)
  .describe(
    'Lets the test curve decide how deep the network gets, as in AutoGrow (Wen et al. 2020): the next gradual DropIn starts, in the network’s order, when the test curve is flat. Test passes count from `start` on, and not while p of a DropIn rises. The growth ends when the newest layer brought no gain of more than min_gain over the best test before it, or when every layer is in. Layers that never came in are left out of exports, eval and predict. Until the growth has ended, test passes do not count for solver.policy.type plateau and early_stop.',
  );

/** DropIn for the whole network. A DropIn layer's own fields take precedence. */
export const dropinSchema = z
  .strictObject({
    mode: z
      .enum(['gradual', 'regularizing', 'none'])
      .default('gradual')
      .describe(
        `${gradual} ${regularizing} none: the new layer replaces every DropIn, which gives the plain deep network.`,
      ),
    length: length.default(0),
    start: start.default(0),
    stagger: iterations
      .optional()
      .describe(
        'Asynchronous DropIn: the k-th gradual DropIn, counted from 0, starts at start + k · stagger unless it sets its own start. By default all start at `start`.',
      ),
    advance: advanceSchema.optional(),
    ratio: ratio.default(0.5),
    draw: draw.default('image'),
  })
  .superRefine(({ advance, stagger }, context) => {
    if (advance !== undefined && stagger !== undefined)
      context.addIssue({ code: 'custom', path: ['stagger'], message: 'nothing beside dropin.advance' });
  })
  .describe('DropIn (paper, section 3).');

/** Fields that a DropIn layer may set itself. By default they are those of the spec's `dropin`. */
export const ownDropinFields = {
  mode: z
    .enum(['gradual', 'regularizing'])
    .optional()
    .describe(`${gradual} ${regularizing} Ignored if the spec’s dropin.mode is none.`),
  length: length.optional(),
  start: start.optional(),
  ratio: ratio.optional(),
  draw: draw.optional(),
};

/** Fields of the DropIns of a block: also a value for each. */
export const blockDropinFields = {
  ...ownDropinFields,
  length: z
    .union([length, z.array(length).min(1)])
    .optional()
    .describe('d of every DropIn of the block, or a list with the d of each.'),
  start: z
    .union([start, z.array(start).min(1)])
    .optional()
    .describe('Start of every DropIn of the block, or a list with the start of each.'),
};

/**
 * DropIn over width: the same schedule, but with zeros instead of copied units. With it a network may start thin and grow
 * wide, as the paper's conclusion proposes.
 */
export const widenField = z
  .union([
    z
      .boolean()
      .refine((widen) => !widen, 'false, or a mapping with `initial`')
      .meta({ const: false }),
    z
      .strictObject({
        initial: z
          .number()
          .min(0)
          .max(1)
          .describe(
            'Fraction of the layer’s units that are present from the start, rounded up to whole units.',
          ),
        length: length.optional(),
        start: start.optional(),
      })
      .describe('Units that are added while p rises.'),
  ])
  .default(false)
  .describe(
    'Adds the layer’s units (filters or outputs) one after another while p rises. Until then their outputs and gradients are 0. length and start are those of the spec’s dropin by default. With false, or dropin.mode none, all units are present from the start.',
  );

export type DropInSpec = z.output<typeof dropinSchema>;
export type OwnDropInFields = Partial<Pick<DropInSpec, 'length' | 'start' | 'ratio' | 'draw'>> & {
  readonly mode?: 'gradual' | 'regularizing' | undefined;
};
export type WidenSpec = z.output<typeof widenField>;
