import { z } from 'zod';
import { sha256 } from '../common/sha256.js';

/**
 * Version of the code that turns image files into pixels (decode/). Raise it whenever the pixels change.
 * 1: enlarged images shifted by half a pixel, grey from linear light, transparency blended with black. 2: same as Pillow.
 */
export const PIXELS_VERSION = 2;

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** Identity of a data set, independent of its path: data sets with equal identities train the same network. */
export const dataIdentitySchema = z.strictObject({
  version: z.literal(2),
  /** Format of the source files; shards have the format of the files they were made from. */
  format: z.enum(['idx', 'cifar', 'folders']),
  /** Height, width, channels of the stored images. */
  image: z.tuple([z.number().int(), z.number().int(), z.number().int()]),
  classes: z.number().int(),
  /** Numbers of images, before `dataset.limit`. */
  train: z.number().int(),
  test: z.number().int(),
  /** SHA-256 of every file's SHA-256 and label, in image order. */
  content: digest,
  /** SHA-256 of the file names in that order. Renaming files without reordering them changes only this field. */
  order: digest,
  /** `PIXELS_VERSION`; 0 if the files contain raw pixels. */
  pixels: z.number().int(),
});

export type DataIdentity = z.output<typeof dataIdentitySchema>;

/** Digest (hex) of an identity, without the file names: equal for the same images and labels in the same order. */
export function identityDigest(identity: DataIdentity): string {
  const computes = Object.entries(identity).filter(([key]) => key !== 'order');
  return sha256(JSON.stringify(computes.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Differences between two data sets, such as `training images 50000 → 49999`; empty if they are the same. */
export function identityDifferences(before: DataIdentity, after: DataIdentity): string[] {
  const differences: string[] = [];
  const compare = (name: string, from: string | number, to: string | number) => {
    if (from !== to) differences.push(`${name} ${from} → ${to}`);
  };
  compare('format', before.format, after.format);
  compare('image size', before.image.join('x'), after.image.join('x'));
  compare('classes', before.classes, after.classes);
  compare('training images', before.train, after.train);
  compare('test images', before.test, after.test);
  compare('contents', before.content.slice(0, 12), after.content.slice(0, 12));
  compare('pixel decoding version', before.pixels, after.pixels);
  return differences;
}
