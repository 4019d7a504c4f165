import { z } from 'zod';

/** Percentages of accuracy, or iterations, depending on the statistic: what the estimate must lie between. */
const region = { above: z.number().optional(), below: z.number().optional() };

/** A number computed from the test rows of one run. */
export const statisticSchema = z.union([
  z.literal('final').describe('Mean of the last three test accuracies, in per cent (Tables 3 and 5).'),
  z
    .strictObject({ settles_above: z.number().describe('Per cent.') })
    .describe(
      'Iteration of the first test from which on accuracy stays at so many per cent or more, with every DropIn at p = 1. A run that never does has none.',
    ),
  z
    .strictObject({ change: z.tuple([z.number(), z.number()]).describe('Two iterations.') })
    .describe('Test accuracy at the second iteration minus that at the first, in points.'),
  z
    .strictObject({ average: z.tuple([z.number(), z.number()]).describe('Two iterations.') })
    .describe('Mean of the test accuracies after the first iteration and up to the second, in per cent.'),
]);

const seeds = z.number().int().positive().optional().describe('Runs needed; by default the experiment’s.');

const checkSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('convergence'),
      series: z.string(),
      expect: z.boolean().describe('Whether the runs converge, according to the paper.'),
      seeds,
      lengths: z
        .number()
        .int()
        .positive()
        .optional()
        .describe('For a series of any length: the number of lengths without which nothing is decided.'),
    })
    .describe('Final accuracy at least `converged` in every run, or at most `failed`.'),
  z
    .strictObject({
      kind: z.literal('difference'),
      statistic: statisticSchema,
      left: z.string(),
      right: z.string(),
      seeds,
      ...region,
    })
    .describe('Difference between two series’ means, left minus right.'),
  z.strictObject({
    kind: z.literal('value'),
    statistic: statisticSchema,
    series: z.string(),
    seeds,
    ...region,
  }),
  z
    .strictObject({ kind: z.literal('cells'), table: z.string() })
    .describe('All numbers of a table that the paper prints.'),
]);

const readingSchema = z
  .strictObject({
    label: z
      .string()
      .default('')
      .describe('Shown wherever numbers are; empty: everything that decides is as the paper says.'),
    specs: z
      .record(z.string(), z.string())
      .default({})
      .describe('Specs in configs/ by network, where they are not the network’s own.'),
    set: z.array(z.string()).default([]).describe('Overrides of the specs, as for --set.'),
    fixed: z
      .boolean()
      .default(false)
      .describe('Whether the settings of other runs are named by how they differ from this reading.'),
  })
  .describe('One way to read what the paper leaves open.');

const experimentSchema = z.strictObject({
  title: z.string(),
  datasets: z.array(z.string()).min(1).describe('Names of data sets that stand for the paper’s.'),
  data: z
    .strictObject({
      train: z.tuple([z.number(), z.number()]).describe('Fewest and most training images.'),
      test: z.number().describe('Test images.'),
      format: z.string().optional().describe('Format of the original files; another one is a footnote.'),
    })
    .describe('What the paper says of its data.'),
  readings: z
    .array(readingSchema)
    .min(1)
    .default([{ label: '', specs: {}, set: [], fixed: true }])
    .describe('The first is what the claims are about.'),
  failed: z.number().describe('At most this final accuracy (%): did not converge.'),
  converged: z.number().describe('At least this final accuracy (%): converged.'),
  seeds: z.number().int().positive().describe('Runs needed before anything is decided.'),
  deviation: z.number().describe('Spread between seeds (%) assumed where one seed has been run.'),
  margin: z.number().describe('Points by which an accuracy may differ from the printed one.'),
});

const networkSchema = z.strictObject({
  label: z.string(),
  experiments: z.array(z.string()).min(1).describe('Whose runs it may be; the first judges it.'),
  spec: z.string().describe('Its file in configs/, with DropIn where the paper adds layers to it.'),
  convolutions: z.number().int(),
  kernel: z.number().int().describe('Filter size of the first convolution.'),
});

const seriesSchema = z.strictObject({
  network: z.string(),
  dropin: z
    .union([z.literal('none'), z.literal('any'), z.number()])
    .describe('Without DropIn, a length d, or any length (each found stands for itself).'),
  stagger: z
    .number()
    .default(0)
    .describe('Iterations between the beginnings of one DropIn and the next (asynchronous DropIn).'),
  schedule_of: z
    .string()
    .optional()
    .describe(
      'A spec in configs/ whose DropIns begin and last as those of the series do, in place of `dropin`.',
    ),
  fc7: z.enum(['dropout', 'none', 'dropin']).optional().describe('Regularization of fc7 (Table 7).'),
  spec: z.string().optional().describe('Its file in configs/, where it is not the network’s.'),
  label: z.string(),
});

const accuracyTableSchema = z.strictObject({
  number: z.number(),
  title: z.string(),
  experiment: z.string(),
  columns: z.array(z.string()),
  rows: z.array(
    z.strictObject({
      id: z.string(),
      labels: z.array(z.string()),
      series: z.string(),
      paper: z.number().optional().describe('The printed accuracy (%), where one is.'),
    }),
  ),
});

const architectureTableSchema = z.strictObject({
  number: z.number(),
  title: z.string(),
  columns: z.array(
    z.strictObject({
      network: z.string(),
      title: z.string(),
      layers: z.array(z.string()),
    }),
  ),
});

const figureSchema = z.strictObject({
  number: z.number(),
  title: z.string(),
  experiment: z.string(),
  panels: z.array(z.strictObject({ id: z.string(), title: z.string(), lines: z.array(z.string()) })),
});

const diagramSchema = z.strictObject({
  number: z.number(),
  title: z.string(),
  caption: z.string(),
  draws: z.literal('dropin').describe('What is drawn: how DropIn replaces copied units by new ones.'),
});

const claimSchema = z.strictObject({
  id: z.string(),
  part: z
    .enum(['paper', 'extension', 'stand-in'])
    .default('paper')
    .describe('The paper’s own claim, one about what it leaves as future work, or one tried on other data.'),
  text: z.string(),
  shown_in: z.array(z.string()),
  how: z.string().optional().describe('What the thresholds mean, where the paper leaves it open.'),
  checks: z.array(checkSchema).min(1),
});

const conditionsSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  experiments: z.array(z.string()).min(1).describe('Whose claims are its columns.'),
});

/** `paper/paper.yaml`. */
export const paperSchema = z.strictObject({
  title: z.string(),
  authors: z.string(),
  experiments: z.record(z.string(), experimentSchema),
  networks: z.record(z.string(), networkSchema),
  series: z.record(z.string(), seriesSchema),
  accuracy_tables: z.record(z.string(), accuracyTableSchema),
  architecture_tables: z.record(z.string(), architectureTableSchema),
  diagrams: z.record(z.string(), diagramSchema).default({}),
  figures: z.record(z.string(), figureSchema),
  claims: z.array(claimSchema),
  conditions: z.array(conditionsSchema),
  deviations: z.array(z.strictObject({ about: z.string(), paper: z.string(), here: z.string() })),
});

export type PaperData = z.output<typeof paperSchema>;
export type PaperExperiment = z.output<typeof experimentSchema>;
export type PaperNetwork = z.output<typeof networkSchema>;
export type PaperSeries = z.output<typeof seriesSchema>;
export type AccuracyTable = z.output<typeof accuracyTableSchema>;
export type ArchitectureTable = z.output<typeof architectureTableSchema>;
export type PaperFigure = z.output<typeof figureSchema>;
export type PaperDiagram = z.output<typeof diagramSchema>;
export type Reading = z.output<typeof readingSchema>;
export type PaperConditions = z.output<typeof conditionsSchema>;
export type PaperClaim = z.output<typeof claimSchema>;
export type Check = z.output<typeof checkSchema>;
export type Statistic = z.output<typeof statisticSchema>;
