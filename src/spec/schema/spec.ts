import { z } from 'zod';
import { iterations, positiveInt } from './common.js';
import { defaultsSchema, layerEntrySchema } from './layers.js';
import { checkpointSchema, solverSchema, testSchema } from './solver.js';

/** DropIn for the whole network; a DropIn layer's own length and start win. */
export const dropinSchema = z
  .strictObject({
    mode: z
      .enum(['gradual', 'none'])
      .default('gradual')
      .describe(
        'gradual: p = min(1, τ/d) (paper, equation 1). none: every DropIn passes the new layer on, the plain deep network.',
      ),
    length: iterations
      .default(0)
      .describe('d, in iterations: p rises from 0 to 1 over so many; 0: p is 1 from the start.'),
    start: iterations.default(0).describe('Iteration at which p begins to rise.'),
  })
  .describe('DropIn (paper, section 3).');

export const datasetSchema = z
  .strictObject({
    name: z.string().min(1).describe('mnist, or the name of a descriptor in datasets/.'),
    root: z.string().optional().describe('Folder of the images, where it is not the descriptor’s own.'),
  })
  .describe('What is learned.');

export const transformSchema = z
  .strictObject({
    scale: z
      .number()
      .default(1)
      .describe('Every pixel (0 … 255) is multiplied by it (Caffe’s transform_param).'),
  })
  .describe('From pixels to the network’s input.');

export const paperSchema = z
  .strictObject({
    experiment: z.enum(['E1', 'E2', 'E3', 'E4', 'E5', 'E6']).describe('Experiment of the paper.'),
    figures: z.array(z.number().int().min(2).max(7)).default([]).describe('Figures that the run belongs to.'),
    tables: z.array(z.number().int().min(1).max(7)).default([]).describe('Tables that the run belongs to.'),
  })
  .describe('Where in the paper the run stands.');

export const noteSchema = z
  .strictObject({
    about: z.string().min(1).describe('What the paper leaves open.'),
    choice: z.string().min(1).describe('What was chosen here, and why.'),
  })
  .describe('A choice that the paper leaves open, for the report to show.');

export const specSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'letters, digits, "_", "." and "-"')
      .describe('Name of the experiment, and of its folder in results/.'),
    description: z.string().optional().describe('One line about it.'),
    paper: paperSchema.optional(),
    notes: z.array(noteSchema).default([]).describe('Choices that the paper leaves open.'),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1)
      .describe('Of the initial weights, the order of the images, and every random choice.'),
    dataset: datasetSchema,
    transform: transformSchema.prefault({}),
    dropin: dropinSchema.prefault({}),
    defaults: defaultsSchema.optional(),
    network: z
      .array(layerEntrySchema)
      .min(1)
      .describe('Layers in order; softmax loss and accuracy follow the last.'),
    solver: solverSchema,
    test: testSchema.prefault({}),
    checkpoint: checkpointSchema.prefault({}),
    display: positiveInt
      .default(100)
      .describe('Iterations between logged points of the training loss (Caffe’s display).'),
  })
  .describe('A dropin experiment.');

export type Spec = z.output<typeof specSchema>;
export type DatasetSpec = z.output<typeof datasetSchema>;
export type TransformSpec = z.output<typeof transformSchema>;
export type DropInSpec = z.output<typeof dropinSchema>;
export type NoteSpec = z.output<typeof noteSchema>;
