import { z } from 'zod';
import { idSchema } from './id.js';

/** Range in which the estimate must lie; at least one of the two is given. */
const region = {
  above: z.number().optional().describe('Lower bound, in the unit of the statistic.'),
  below: z.number().optional().describe('Upper bound, in the unit of the statistic.'),
};

const series = z.string().describe('Id of a series.');

/** A number computed from the curve of one run, or from what its tests decided. */
const statisticSchema = z.union([
  z.literal('final').describe('Mean of the last three test accuracies, in percent.'),
  z
    .literal('added_layers')
    .describe(
      'Number of DropIns that started until the growth of the network ended (`dropin.advance`). Undefined for a run whose growth has not ended.',
    ),
  z
    .strictObject({ settles_above: z.number().describe('Accuracy in percent.') })
    .describe(
      'First test iteration from which accuracy stays at or above the given percentage, with every DropIn at p = 1. Undefined for a run that never gets there.',
    ),
  z
    .strictObject({ change: z.tuple([z.number(), z.number()]).describe('Two iterations.') })
    .describe('Test accuracy at the second iteration minus that at the first, in percentage points.'),
  z
    .strictObject({ average: z.tuple([z.number(), z.number()]).describe('Two iterations.') })
    .describe('Mean of the test accuracies after the first iteration and up to the second, in percent.'),
  z
    .strictObject({ train_average: z.tuple([z.number(), z.number()]).describe('Two iterations.') })
    .describe(
      'Mean of the logged training accuracies after the first iteration and up to the second, in percent: of batches, with dropout.',
    ),
]);

const seeds = z
  .number()
  .int()
  .positive()
  .optional()
  .describe('Number of runs needed; by default the experiment’s.');

const checkSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('convergence'),
      series,
      expect: z.boolean().describe('Whether the runs converge, according to the claim.'),
      seeds,
      lengths: z
        .number()
        .int()
        .positive()
        .optional()
        .describe('For a series of any length: the number of lengths needed for a verdict.'),
    })
    .describe('Final accuracy at least `converged` in every run, or at most `failed`.'),
  z
    .strictObject({
      kind: z.literal('difference'),
      statistic: statisticSchema,
      left: series,
      right: series,
      seeds,
      ...region,
    })
    .describe('Difference between two series’ means, left minus right.'),
  z
    .strictObject({ kind: z.literal('value'), statistic: statisticSchema, series, seeds, ...region })
    .describe('Mean of one series.'),
  z
    .strictObject({ kind: z.literal('cells'), table: z.string().describe('Id of a table of accuracies.') })
    .describe('All expected numbers of a table, within the margin of its experiment.'),
]);

/** A claim and how it is judged. */
export const claimSchema = z.strictObject({
  id: idSchema.describe('Short: it is shown before the claim, and `--only` and `--why` accept it.'),
  part: z
    .enum(['own', 'extension', 'stand-in'])
    .default('own')
    .describe('Whether it is a claim of the source, one about its future work, or one tested on other data.'),
  text: z.string().describe('The claim, as a sentence.'),
  shown_in: z.array(z.string()).default([]).describe('Ids of the tables and figures that show it.'),
  how: z.string().optional().describe('What the thresholds mean, if the sentence leaves it open.'),
  checks: z.array(checkSchema).min(1).describe('The claim holds if all of them hold.'),
});

export type Claim = z.output<typeof claimSchema>;
export type Check = z.output<typeof checkSchema>;
export type Statistic = z.output<typeof statisticSchema>;
