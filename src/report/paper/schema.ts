import { z } from 'zod';
import { claimSchema } from './claim-schema.js';
import { idSchema } from './id.js';
import { accuracyTableSchema, architectureTableSchema, diagramSchema, figureSchema } from './part-schema.js';
import { experimentSchema, networkSchema, seriesSchema } from './run-schema.js';

const conditionsSchema = z.strictObject({
  id: idSchema,
  title: z.string(),
  experiments: z.array(z.string()).min(1).describe('Whose claims are its columns.'),
});

const deviationSchema = z.strictObject({
  about: z.string().describe('`Hardware` is completed by the machines of the runs.'),
  paper: z.string().describe('What the source did.'),
  here: z.string().describe('What was done here.'),
});

/** A claims file, such as `paper/paper.yaml`: docs/claims.md explains it. */
export const paperSchema = z
  .strictObject({
    title: z.string().min(1).describe('Heading of the report.'),
    short_title: z.string().optional().describe('Title of the browser’s window; by default the title.'),
    authors: z.string().default('').describe('Names, in one line.'),
    source: z
      .enum(['paper', 'study'])
      .default('study')
      .describe(
        'Where the claims come from, which decides the report’s wording: a paper, or a study of your own.',
      ),
    experiments: z.record(idSchema, experimentSchema),
    networks: z.record(idSchema, networkSchema),
    series: z.record(idSchema, seriesSchema),
    accuracy_tables: z.record(idSchema, accuracyTableSchema).default({}).describe('Tables of accuracies.'),
    architecture_tables: z
      .record(idSchema, architectureTableSchema)
      .default({})
      .describe('Columns of layers as the source prints them, beside what the specs build.'),
    diagrams: z.record(idSchema, diagramSchema).default({}),
    figures: z.record(idSchema, figureSchema).default({}),
    claims: z.array(claimSchema).min(1),
    conditions: z
      .array(conditionsSchema)
      .default([])
      .describe('Tables of verdicts: each claim of an experiment under each setting that was run.'),
    deviations: z
      .array(deviationSchema)
      .default([])
      .describe('Where every run differs from the source, whatever the spec: footnotes of the report.'),
  })
  .describe('Claims about specs, which `dropin report --paper` judges by runs.');

/** As written, with the defaults that depend on nothing else. */
export type WrittenPaper = z.output<typeof paperSchema>;
export type PaperSource = WrittenPaper['source'];
export type PaperExperiment = z.output<typeof experimentSchema>;
export type Reading = PaperExperiment['readings'][number];
export type PaperConditions = z.output<typeof conditionsSchema>;
