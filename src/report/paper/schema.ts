import { z } from 'zod';

/** Percentages of accuracy, or iterations, depending on the statistic: what the estimate must lie between. */
const region = { above: z.number().optional(), below: z.number().optional() };

/** A number computed from the test rows of one run. */
export const statisticSchema = z.union([
  z.literal('final').describe('Mean of the last three test accuracies, in per cent (Tables 3 and 5).'),
  z
    .strictObject({ iterations_to: z.number().describe('Per cent.') })
    .describe('Iterations until the test accuracy first reaches so many per cent.'),
  z
    .strictObject({ change: z.tuple([z.number(), z.number()]).describe('Two iterations.') })
    .describe('Test accuracy at the second iteration minus that at the first, in points.'),
]);

const checkSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('convergence'),
      series: z.string(),
      expect: z.boolean().describe('Whether the runs converge, according to the paper.'),
      seeds: z.number().int().positive().optional().describe('Runs needed; by default the experiment’s.'),
    })
    .describe('Final accuracy at least `converged` in every run, or at most `failed`.'),
  z
    .strictObject({
      kind: z.literal('difference'),
      statistic: statisticSchema,
      left: z.string(),
      right: z.string(),
      ...region,
    })
    .describe('Difference between two series’ means.'),
  z.strictObject({ kind: z.literal('value'), statistic: statisticSchema, series: z.string(), ...region }),
  z
    .strictObject({ kind: z.literal('cells'), table: z.string() })
    .describe('All numbers of a table that the paper prints.'),
]);

const experimentSchema = z.strictObject({
  title: z.string(),
  datasets: z.array(z.string()).min(1).describe('Names of data sets that stand for the paper’s.'),
  iterations: z.number().optional().describe('Length of training; left out where the paper does not say.'),
  failed: z.number().describe('At most this final accuracy (%): did not converge.'),
  converged: z.number().describe('At least this final accuracy (%): converged.'),
  seeds: z.number().int().positive().describe('Runs needed before anything is decided.'),
  deviation: z.number().describe('Spread between seeds (%) assumed where one seed has been run.'),
  margin: z.number().describe('Points by which an accuracy may differ from the printed one.'),
});

const networkSchema = z.strictObject({
  label: z.string(),
  experiment: z.string(),
  convolutions: z.number().int(),
  kernel: z.number().int(),
});

const seriesSchema = z.strictObject({
  network: z.string(),
  dropin: z.union([z.literal('none'), z.literal('any'), z.number()]),
  fc7: z.enum(['dropout', 'none', 'dropin']).optional().describe('Regularization of fc7 (Table 7).'),
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
      dropin: z.boolean().default(false),
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
  text: z.string(),
  shown_in: z.array(z.string()),
  how: z.string().optional().describe('What the thresholds mean, where the paper leaves it open.'),
  checks: z.array(checkSchema).min(1),
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
export type PaperClaim = z.output<typeof claimSchema>;
export type Check = z.output<typeof checkSchema>;
export type Statistic = z.output<typeof statisticSchema>;
