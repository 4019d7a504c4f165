import { join } from 'node:path';
import { z } from 'zod';
import { imageShapeSchema } from '../../spec/schema/descriptor.js';
import { dataIdentitySchema } from '../identity.js';
import type { ImageShape } from '../views.js';

const fileSchema = z.strictObject({
  /** In the shards' folder: an index from elsewhere must not lead out of it. */
  name: z.string().regex(/^[\w-]+(\.[\w-]+)*$/),
  bytes: z.number().int().nonnegative(),
  sha256: z.string(),
});

const halfSchema = z.strictObject({
  count: z.number().int().nonnegative(),
  /** Raw pixels, image after image; every file but the last holds `images_per_shard`. */
  pixels: z.array(fileSchema),
  /** Int32, little-endian: the class number of each image. */
  labels: fileSchema,
  /** A line for each image: its file, below the root. */
  names: fileSchema,
});

/**
 * index.json of a folder of shards: written last, so that shards with an index are whole. Format 1 named its source by
 * `source_v1` alone, and held pixels of `PIXELS_VERSION` 1.
 */
export const shardIndexSchema = z.strictObject({
  format: z.literal(2),
  dataset: z.string(),
  image: imageShapeSchema,
  classes: z.number().int().positive(),
  /** The image files that they were made from, those that are left out included. */
  source: dataIdentitySchema,
  /** `legacyFolderDigest` of those files. */
  source_v1: z.string(),
  images_per_shard: z.number().int().positive(),
  train: halfSchema,
  test: halfSchema.optional(),
  /** Images that could not be read and are left out. */
  bad_images: z.array(z.strictObject({ file: z.string(), reason: z.string() })),
});

export type ShardIndex = z.output<typeof shardIndexSchema>;
export type ShardHalf = z.output<typeof halfSchema>;
export type ShardFile = z.output<typeof fileSchema>;

/** `<root>/shards-256x256x3` */
export function shardFolder(root: string, image: ImageShape): string {
  return join(root, `shards-${image.join('x')}`);
}
