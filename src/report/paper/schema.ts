import { z } from 'zod';
import { claimSchema } from './claim-schema.js';
import { idSchema } from './id.js';
import { accuracyTableSchema, architectureTableSchema, diagramSchema, figureSchema } from './part-schema.js';
import { experimentSchema, networkSchema, seriesSchema } from './run-schema.js';

const conditionsSchema = z.strictObject({
  id: idSchema,
  title: z.string(),
  experiments: z.array(z.string()).min(1).describe('Experiments whose claims are its columns.'),
});

const deviationSchema = z.strictObject({
  about: z.string().describe('The subject. The machines of the runs are added to `Hardware`.'),
  paper: z.string().describe('What the source did.'),
  here: z.string().describe('What was done here.'),
});

/** Names of the files that a claims file may include. */
export const INCLUDED_NAME = /^[^/\\]+\.ya?ml$/;

/** A claims file, such as `paper/paper.yaml`; docs/claims.md documents it. */
export const paperSchema = z
  .strictObject({
    title: z.string().min(1).describe('Title of the report.'),
    short_title: z.string().optional().describe('Title of the browser window; by default the title.'),
    authors: z.string().default('').describe('Names, on one line.'),
    source: z
      .enum(['paper', 'study'])
      .default('study')
      .describe(
        'Where the claims come from: a paper, or a study of your own. It determines the report’s wording.',
      ),
    include: z
      .array(z.string().regex(INCLUDED_NAME, 'the name of a YAML file in the same folder'))
      .default([])
      .describe(
        'Files in the same folder whose experiments, networks, series, tables, figures and claims are added.',
      ),
    experiments: z.record(idSchema, experimentSchema),
    networks: z.record(idSchema, networkSchema),
    series: z.record(idSchema, seriesSchema),
    accuracy_tables: z.record(idSchema, accuracyTableSchema).default({}).describe('Tables of accuracies.'),
    architecture_tables: z
      .record(idSchema, architectureTableSchema)
      .default({})
      .describe('Columns of layers as printed in the source, next to the layers that the specs build.'),
    diagrams: z.record(idSchema, diagramSchema).default({}),
    figures: z.record(idSchema, figureSchema).default({}),
    claims: z.array(claimSchema).min(1),
    conditions: z
      .array(conditionsSchema)
      .default([])
      .describe('Tables of verdicts: each claim of an experiment under each of the settings that were run.'),
    deviations: z
      .array(deviationSchema)
      .default([])
      .describe('Differences from the source common to all runs: footnotes of the report.'),
  })
  .describe('Claims about specs, judged from their runs by `dropin report --paper`.');

/** The file as written, with the defaults that do not depend on other parts. */
export type WrittenPaper = z.output<typeof paperSchema>;
export type PaperSource = WrittenPaper['source'];
export type PaperExperiment = z.output<typeof experimentSchema>;
export type Reading = PaperExperiment['readings'][number];
export type PaperConditions = z.output<typeof conditionsSchema>;
