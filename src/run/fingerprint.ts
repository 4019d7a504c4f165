import { z } from 'zod';

/** Versions of the code that determines results, apart from the compiled graph. Increased by hand when it changes. */
export const codeVersionsSchema = z.strictObject({
  image_order: z.number().int(),
  /** Crops and mirroring. */
  views: z.number().int(),
  learning_rate: z.number().int(),
  dropin_schedule: z.number().int(),
});

/** The images of a run. */
export const dataFingerprintSchema = z.strictObject({
  name: z.string(),
  /** Digest of what computes: the bytes and labels of all images in order, wherever they are stored. */
  digest: z.string(),
  /** Format of the stored images. */
  format: z.enum(['idx', 'cifar', 'folders']),
  /** Height, width and channels of the stored images. */
  image: z.array(z.number().int()),
  classes: z.number().int(),
  /** Number of training images, after `dataset.limit`, and of test images. */
  train: z.number().int(),
  test: z.number().int(),
  /** SHA-256 of the bytes and labels in order; `order`: of the file names in order. */
  content: z.string().optional(),
  order: z.string().optional(),
  /** Version of the code that decodes images; 0 for raw pixels. */
  pixels: z.number().int().optional(),
  /** Number of bad images that are skipped from the start, as shards do not contain them. */
  bad_images: z.number().int().default(0),
});

/** The checkpoint that a run's initial weights come from. */
const initFromFingerprintSchema = z.strictObject({
  iteration: z.number().int(),
  /** SHA-256 of the checkpoint's weights. */
  sha256: z.string(),
});

/** What may change the last bits of a result but not what is computed. */
export const numericsSchema = z.strictObject({
  /** Number of threads per TensorFlow operation. */
  threads: z.number().int(),
  /** TF_*, ONEDNN_*, OMP_* and other environment variables that TensorFlow and its libraries read. */
  environment: z.record(z.string(), z.string()),
  /** Instruction sets that determine which kernels are used, sorted. */
  cpu_flags: z.string(),
  device: z.string(),
  /** Number of devices that share each batch; 1 in records of versions that knew no more. */
  devices: z.number().int().default(1),
  precision: z.string(),
  /** Whether TensorFlow was asked for deterministic operations. */
  determinism: z.string(),
  tensorflow: z.string(),
  tfjs_node: z.string(),
  node: z.string(),
  dropin: z.string(),
});

/** What determines a run's numbers. Stored in the record and in each checkpoint. */
export const fingerprintSchema = z.strictObject({
  /** Digest of the spec (`src/spec/identity.ts`). */
  spec: z.string(),
  /** Digest of the compiled graph; undefined in records of versions that did not compute it. */
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
