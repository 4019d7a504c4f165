import { z } from 'zod';

/** Versions of the code, besides the compiled graphs, that decides what a run computes: raised by hand when it changes. */
export const codeVersionsSchema = z.strictObject({
  image_order: z.number().int(),
  /** Crops and mirroring. */
  views: z.number().int(),
  learning_rate: z.number().int(),
  dropin_schedule: z.number().int(),
});

/** The images that a run trains and tests on. */
export const dataFingerprintSchema = z.strictObject({
  name: z.string(),
  /** Of what computes: the bytes and labels of all images in their order, wherever they lie. */
  digest: z.string(),
  /** What the images are read from. */
  format: z.enum(['idx', 'cifar', 'folders']),
  /** Height, width and channels of the stored images. */
  image: z.array(z.number().int()),
  classes: z.number().int(),
  /** Numbers of images, after `dataset.limit`. */
  train: z.number().int(),
  test: z.number().int(),
  /** SHA-256 over the bytes and labels in order, and over the names of the files in order. */
  content: z.string().optional(),
  order: z.string().optional(),
  /** Version of the code that turns files into pixels; 0 for raw pixels. */
  pixels: z.number().int().optional(),
  /** Images that were left out before the first step, as shards leave them out. */
  bad_images: z.number().int().default(0),
});

/** The checkpoint whose weights a run began with. */
const initFromFingerprintSchema = z.strictObject({
  iteration: z.number().int(),
  /** SHA-256 of the checkpoint's weights. */
  sha256: z.string(),
});

/** What changes the last bits of a result and not what is computed. */
export const numericsSchema = z.strictObject({
  /** Threads of one TensorFlow operation. */
  threads: z.number().int(),
  /** TF_*, ONEDNN_*, OMP_* and other variables that TensorFlow and its libraries read. */
  environment: z.record(z.string(), z.string()),
  /** Instruction sets that kernels are chosen by, sorted. */
  cpu_flags: z.string(),
  device: z.string(),
  precision: z.string(),
  /** Whether TensorFlow was asked for deterministic operations. */
  determinism: z.string(),
  tensorflow: z.string(),
  tfjs_node: z.string(),
  node: z.string(),
  dropin: z.string(),
});

/** What a run's numbers follow from. The record keeps one, and so does each checkpoint. */
export const fingerprintSchema = z.strictObject({
  /** Of what the spec computes (`src/spec/identity.ts`). */
  spec: z.string(),
  /** Of the compiled graphs; undefined before the program could compute it. */
  graph: z.string().optional(),
  code: codeVersionsSchema,
  data: dataFingerprintSchema,
  init_from: initFromFingerprintSchema.optional(),
  numerics: numericsSchema,
});

export type CodeVersions = z.output<typeof codeVersionsSchema>;
export type DataFingerprint = z.output<typeof dataFingerprintSchema>;
export type Numerics = z.output<typeof numericsSchema>;
export type Fingerprint = z.output<typeof fingerprintSchema>;
