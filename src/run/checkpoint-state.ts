import { z } from 'zod';

/** Of state.json; goes up when an older program could not read it, or a newer one not the older. */
export const FORMAT = 1;

/** A checkpoint's own files, and none elsewhere. */
const fileName = z.string().regex(/^[\w-]+(\.[\w-]+)*$/, 'expected names of files');

/** state.json of a checkpoint. */
export const checkpointStateSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** Number of updates done. */
  iteration: z.number().int().nonnegative(),
  /** Whether the test pass at `iteration` is in the curve. */
  tested: z.boolean(),
  /** Seconds of the run so far. */
  elapsed_s: z.number().nonnegative(),
  spec_digest: z.string(),
  /** Digest of the batches of all steps so far (see `BatchDigest`). */
  batches_sha256: z.string().default(''),
  /** SHA-256 of TensorFlow's files, by name. */
  sha256: z.record(fileName, z.string()),
});

export type CheckpointState = z.output<typeof checkpointStateSchema>;
