import { basename } from 'node:path';
import { z } from 'zod';
import { float, positiveInt } from './common.js';
import { computes, incidental } from './computes.js';
import { dropinSchema } from './dropin.js';
import { initFromSchema } from './init-from.js';
import { defaultsSchema, layerEntrySchema } from './layers.js';
import { imageShapeSchema } from './descriptor.js';
import { checkpointSchema, solverSchema, testSchema } from './solver.js';
import { sweepSchema } from './sweep.js';

/** A descriptor is the same wherever it lies; what it says is compared with the data. */
const descriptorName = (name: string) => basename(name, '.yaml');

export const datasetSchema = z
  .strictObject({
    name: computes(
      z
        .string()
        .min(1)
        .describe(
          'Name of a descriptor in datasets/ (mnist, cifar10, imagenet, imagefolder), or the path of one.',
        ),
      descriptorName,
    ),
    root: incidental(
      z
        .string()
        .optional()
        .describe(
          'Folder of the images; else the folder of the data set’s name in $DROPIN_DATA, or in datasets/ where that is not set.',
        ),
    ),
    image: computes(
      imageShapeSchema
        .optional()
        .describe(
          'Height, width, channels that the images of folders are resized to, in place of the descriptor’s.',
        ),
    ),
    classes: incidental(
      positiveInt
        .optional()
        .describe('Number of classes; for image folders, where their folders are not at hand yet.'),
    ),
    limit: computes(
      positiveInt.optional().describe('Train on so many images only, spread evenly over the training set.'),
    ),
    test_on: computes(
      z
        .enum(['test', 'train'])
        .default('test')
        .describe('Which images test passes measure; train: the training images (to see a network overfit).'),
    ),
    from: incidental(
      z
        .enum(['auto', 'files', 'shards'])
        .default('auto')
        .describe(
          'shards: those that `dropin datasets prepare` wrote; auto: them if they are there. The same pixels.',
        ),
    ),
    on_bad_image: computes(
      z
        .enum(['fail', 'skip'])
        .default('fail')
        .describe(
          'An image that cannot be read ends the run with exit code 3; skip: it is named, counted in run.json and left out of test passes, and in a training batch the image before it stands in, or the next batch where none is left.',
        ),
    ),
  })
  .describe('What is learned.');

export const transformSchema = z
  .strictObject({
    scale: float
      .default(1)
      .describe('Every pixel (0 … 255), the mean subtracted, is multiplied by it (Caffe’s transform_param).'),
    mean: z
      .enum(['none', 'image', 'channel'])
      .default('none')
      .describe(
        'What is subtracted: the mean image of the training set (cropped and mirrored where the image is), or the mean of each channel.',
      ),
    crop: positiveInt
      .optional()
      .describe('Side of the square cut out: at random in training, from the centre in tests.'),
    mirror: z
      .boolean()
      .default(false)
      .describe('Whether every other image, at random, is mirrored left to right in training.'),
  })
  .describe('From pixels to the network’s input.');

const paperSchema = z
  .strictObject({
    experiment: z
      .string()
      .regex(/^[A-Z]\d+$/, 'a letter and a number, such as E1')
      .describe(
        'Experiment of paper/paper.yaml: E1 to E6 are the paper’s; others are extensions and stand-ins.',
      ),
    figures: z.array(z.number().int().min(2).max(7)).default([]).describe('Figures that the run belongs to.'),
    tables: z.array(z.number().int().min(1).max(7)).default([]).describe('Tables that the run belongs to.'),
  })
  .describe('Where in the paper the run stands.');

const noteSchema = z
  .strictObject({
    about: z.string().min(1).describe('What the paper leaves open.'),
    choice: z.string().min(1).describe('What was chosen here, and why.'),
  })
  .describe('A choice that the paper leaves open, for the report to show.');

export const specSchema = z
  .strictObject({
    name: incidental(
      z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'letters, digits, "_", "." and "-"')
        .describe('Name of the experiment, and of its folder in results/.'),
    ),
    description: incidental(z.string().optional().describe('One line about it.')),
    paper: incidental(paperSchema.optional()),
    notes: incidental(z.array(noteSchema).default([]).describe('Choices that the paper leaves open.')),
    seed: computes(
      z
        .number()
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .default(1)
        .describe('Of the initial weights, the order of the images, and every random choice.'),
    ),
    dataset: datasetSchema,
    transform: computes(transformSchema.prefault({})),
    dropin: computes(dropinSchema.prefault({})),
    init_from: computes(initFromSchema.optional()),
    defaults: incidental(defaultsSchema.optional()),
    network: computes(
      z
        .array(layerEntrySchema)
        .min(1)
        .describe('Layers in order; softmax loss and accuracy follow the last.'),
    ),
    solver: computes(solverSchema),
    test: testSchema.prefault({}),
    checkpoint: incidental(checkpointSchema.prefault({})),
    display: incidental(
      positiveInt
        .default(100)
        .describe('Iterations between logged points of the training loss (Caffe’s display).'),
    ),
    sweep: incidental(sweepSchema.optional()),
  })
  .describe('A dropin experiment.');

export type Spec = z.output<typeof specSchema>;
export type DatasetSpec = z.output<typeof datasetSchema>;
export type TransformSpec = z.output<typeof transformSchema>;
