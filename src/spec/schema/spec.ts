import { basename } from 'node:path';
import { z } from 'zod';
import { positiveInt } from './common.js';
import { computes, incidental } from './computes.js';
import { dropinSchema } from './dropin.js';
import { initFromSchema } from './init-from.js';
import { defaultsSchema, layerEntrySchema } from './layers.js';
import { imageShapeSchema } from './descriptor.js';
import { normsSchema } from './norms.js';
import { checkpointSchema, solverSchema, testSchema } from './solver.js';
import { stochasticDepthSchema } from './stochastic-depth.js';
import { sweepSchema } from './sweep.js';
import { transformSchema } from './transform.js';

/** The location of a descriptor does not matter. Its content is compared with the data. */
const descriptorName = (name: string) => basename(name, '.yaml');

export const datasetSchema = z
  .strictObject({
    name: computes(
      z
        .string()
        .min(1)
        .describe(
          'Name of a descriptor in datasets/ (mnist, cifar10, imagenet, imagefolder), or path of a descriptor.',
        ),
      descriptorName,
    ),
    root: incidental(
      z
        .string()
        .optional()
        .describe(
          'Folder of the images. By default the folder with the data set’s name in $DROPIN_DATA, or in datasets/ if that is not set.',
        ),
    ),
    image: computes(
      imageShapeSchema
        .optional()
        .describe(
          'Height, width and channels to which images in folders are resized; by default the descriptor’s.',
        ),
    ),
    classes: incidental(
      positiveInt
        .optional()
        .describe('Number of classes of images in folders, for use before the folders exist.'),
    ),
    limit: computes(
      positiveInt
        .optional()
        .describe('Number of images to train on, spread evenly over the training set; by default all.'),
    ),
    test_on: computes(
      z
        .enum(['test', 'train'])
        .default('test')
        .describe(
          'Images used in test passes; train: the training images (to see whether a network overfits).',
        ),
    ),
    from: incidental(
      z
        .enum(['auto', 'files', 'shards'])
        .default('auto')
        .describe(
          'shards: read the shards that `dropin datasets prepare` wrote; files: read the image files; auto: read the shards if there are any. The pixels are the same.',
        ),
    ),
    on_bad_image: computes(
      z
        .enum(['fail', 'skip'])
        .default('fail')
        .describe(
          'fail: an image that cannot be read ends the run with exit code 3. skip: it is reported, counted in run.json and left out of test passes; in a training batch the previous image replaces it, or, if all are bad, the next batch replaces the whole batch.',
        ),
    ),
  })
  .describe('The data set.');

const paperSchema = z
  .strictObject({
    experiment: z
      .string()
      .regex(/^[A-Z]\d+$/, 'a letter and a number, such as E1')
      .describe(
        'Experiment in paper/paper.yaml: E1 to E6 are the paper’s, others are extensions and substitutes.',
      ),
    figures: z.array(z.number().int().min(2).max(7)).default([]).describe('Figures that show the run.'),
    tables: z.array(z.number().int().min(1).max(7)).default([]).describe('Tables that show the run.'),
  })
  .describe('Where the run belongs in the paper.');

const noteSchema = z
  .strictObject({
    about: z.string().min(1).describe('What the paper does not specify.'),
    choice: z.string().min(1).describe('Our choice, and the reason.'),
  })
  .describe('A choice that the paper does not specify. The report shows it.');

export const specSchema = z
  .strictObject({
    name: incidental(
      z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'letters, digits, "_", "." and "-"')
        .describe('Name of the experiment and of its folder in results/.'),
    ),
    description: incidental(z.string().optional().describe('One-line description.')),
    paper: incidental(paperSchema.optional()),
    notes: incidental(z.array(noteSchema).default([]).describe('Choices that the paper does not specify.')),
    seed: computes(
      z
        .number()
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .default(1)
        .describe('Seed of the initial weights, the order of the images and all other random choices.'),
    ),
    dataset: datasetSchema,
    transform: computes(transformSchema.prefault({})),
    dropin: computes(dropinSchema.prefault({})),
    stochastic_depth: computes(stochasticDepthSchema.optional()),
    init_from: computes(initFromSchema.optional()),
    defaults: incidental(defaultsSchema.optional()),
    network: computes(
      z
        .array(layerEntrySchema)
        .min(1)
        .describe('The layers in order. Softmax loss and accuracy follow the last.'),
    ),
    solver: computes(solverSchema),
    test: testSchema.prefault({}),
    checkpoint: incidental(checkpointSchema.prefault({})),
    norms: incidental(normsSchema.optional()),
    display: incidental(
      positiveInt.default(100).describe('Iterations between logged training losses (Caffe’s display).'),
    ),
    sweep: incidental(sweepSchema.optional()),
  })
  .describe('A dropin experiment.');

export type Spec = z.output<typeof specSchema>;
export type DatasetSpec = z.output<typeof datasetSchema>;
