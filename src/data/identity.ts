import { z } from 'zod';
import { sha256 } from './digest.js';

/**
 * Version of the code that turns image files into pixels (decode/): raised by hand when its pixels change.
 * 1: enlarged images shifted by half a pixel, grey of linear light, transparency on black. 2: as Pillow.
 */
export const PIXELS_VERSION = 2;

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** What a data set is, wherever it lies: two data sets with equal identities train the same network. */
export const dataIdentitySchema = z.strictObject({
  version: z.literal(2),
  /** What the images are read from; shards have the format of what they were made from. */
  format: z.enum(['idx', 'cifar', 'folders']),
  /** Height, width, channels of the stored images. */
  image: z.tuple([z.number().int(), z.number().int(), z.number().int()]),
  classes: z.number().int(),
  /** Numbers of images, before `dataset.limit`. */
  train: z.number().int(),
  test: z.number().int(),
  /** SHA-256 over the SHA-256 and the label of every file, in the order of the images. */
  content: digest,
  /** SHA-256 over the names of the files in that order. Renaming files without reordering them changes nothing else. */
  order: digest,
  /** `PIXELS_VERSION`; 0 where the files hold raw pixels. */
  pixels: z.number().int(),
});

export type DataIdentity = z.output<typeof dataIdentitySchema>;

/** One digest (hex) for an identity: the same images and labels in the same order, the same digest. */
export function identityDigest(identity: DataIdentity): string {
  const computes = Object.entries(identity).filter(([key]) => key !== 'order');
  return sha256(JSON.stringify(computes.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** What two data sets differ in: `train: 50000 → 49999 images`. Empty: they are the same. */
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
