import { z } from 'zod';
import { idSchema } from './id.js';

/** What the accuracies of a panel are drawn against. */
const AXES = ['iterations', 'p', 'multiply-adds', 'units'] as const;

/** Parts of the report: tables, figures and drawings. */

const number = z
  .number()
  .int()
  .nonnegative()
  .optional()
  .describe('By default tables and figures are each numbered in file order.');

const rowSchema = z.strictObject({
  id: idSchema.optional().describe('The row in `--why table.row`; by default the id of the series.'),
  labels: z.array(z.string()).optional().describe('One for each column; by default the name of the series.'),
  series: z.string().describe('Id of a series.'),
  expected: z.number().optional().describe('The accuracy (%) that the source prints or expects, if any.'),
});

export const accuracyTableSchema = z.strictObject({
  number,
  title: z.string(),
  columns: z.array(z.string()).default(['Network']).describe('Headings of the columns before the numbers.'),
  rows: z.array(rowSchema).min(1),
});

export const architectureTableSchema = z.strictObject({
  number,
  title: z.string(),
  columns: z
    .array(
      z.strictObject({
        network: z.string().describe('Id of the network whose spec the column is compared with.'),
        title: z.string(),
        layers: z.array(z.string()).describe('As `dropin summary` writes them: `conv1_1-20(5×5)`.'),
      }),
    )
    .min(1),
});

export const figureSchema = z.strictObject({
  number,
  title: z.string(),
  y_title: z
    .string()
    .default('Test accuracy (%)')
    .describe('Title of the vertical axis of accuracies in tests.'),
  panels: z
    .array(
      z.strictObject({
        id: idSchema,
        title: z.string(),
        lines: z.array(z.string()).min(1).describe('Ids of series.'),
        x: z
          .enum(AXES)
          .default('iterations')
          .describe(
            'What accuracies are drawn against: iterations; p, while the DropIns take over; the multiply-adds of all forward passes so far, of units that take part; or the percentage of units that a dropout on a ramp keeps.',
          ),
        of: z
          .enum(['test', 'train'])
          .default('test')
          .describe('Whether accuracies are those of tests or of logged training steps.'),
      }),
    )
    .min(1),
});

export type AxisName = (typeof AXES)[number];

export const diagramSchema = z.strictObject({
  number,
  title: z.string(),
  caption: z.string(),
  draws: z.literal('dropin').describe('What is drawn: how DropIn replaces copied units by new ones.'),
});
