import { z } from 'zod';
import { fingerprintSchema } from './fingerprint.js';

/**
 * Of state.json; goes up when an older program could not read it, or a newer one not the older. Format 1 has no
 * fingerprint, and its checkpoints hold no copies of the curve and the record.
 */
export const STATE_FORMAT = 2;

/** Copies that a checkpoint keeps, so that the run can be resumed from it alone. */
export const CURVE_COPY = 'curve.csv';
export const RECORD_COPY = 'run.json';

/** A checkpoint's own files, and none elsewhere. */
const fileName = z.string().regex(/^[\w-]+(\.[\w-]+)*$/, 'expected names of files');

/** state.json of a checkpoint. */
export const checkpointStateSchema = z.strictObject({
  format: z.union([z.literal(1), z.literal(2)]),
  /** Number of updates done. */
  iteration: z.number().int().nonnegative(),
  /** Whether the test pass at `iteration` is in the curve. */
  tested: z.boolean(),
  /** Seconds of the run so far. */
  elapsed_s: z.number().nonnegative(),
  spec_digest: z.string(),
  /** Digest of the batches of all steps so far (see `BatchDigest`). */
  batches_sha256: z.string().default(''),
  /** What the weights follow from, since the newest start of the run. */
  fingerprint: fingerprintSchema.optional(),
  /** SHA-256 of the other files in the folder, by name. */
  sha256: z.record(fileName, z.string()),
});

export type CheckpointState = z.output<typeof checkpointStateSchema>;
