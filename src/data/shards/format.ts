import { join } from 'node:path';
import { z } from 'zod';
import { imageShapeSchema } from '../../spec/schema/descriptor.js';
import { dataIdentitySchema } from '../identity.js';
import type { ImageShape } from '../views.js';

const fileSchema = z.strictObject({
  /** A plain name: an index from elsewhere must not point outside the shards' folder. */
  name: z.string().regex(/^[\w-]+(\.[\w-]+)*$/),
  bytes: z.number().int().nonnegative(),
  sha256: z.string(),
});

const splitSchema = z.strictObject({
  count: z.number().int().nonnegative(),
  /** Raw pixels, image after image; every file but the last has `images_per_shard` images. */
  pixels: z.array(fileSchema),
  /** Int32, little-endian: the class number of each image. */
  labels: fileSchema,
  /** One line per image: its file's path relative to the root. */
  names: fileSchema,
});

/**
 * index.json of a folder of shards. It is written last, so shards with an index are complete. Format 1 identified its
 * source by `source_v1` alone and had pixels of `PIXELS_VERSION` 1.
 */
export const shardIndexSchema = z.strictObject({
  format: z.literal(2),
  dataset: z.string(),
  image: imageShapeSchema,
  classes: z.number().int().positive(),
  /** The source image files, including those left out. */
  source: dataIdentitySchema,
  /** `legacyFolderDigest` of those files. */
  source_v1: z.string(),
  images_per_shard: z.number().int().positive(),
  train: splitSchema,
  test: splitSchema.optional(),
  /** Images left out because they could not be read. */
  bad_images: z.array(z.strictObject({ file: z.string(), reason: z.string() })),
});

export type ShardIndex = z.output<typeof shardIndexSchema>;
export type ShardSplit = z.output<typeof splitSchema>;
export type ShardFile = z.output<typeof fileSchema>;

/** `<root>/shards-256x256x3` */
export function shardFolder(root: string, image: ImageShape): string {
  return join(root, `shards-${image.join('x')}`);
}
