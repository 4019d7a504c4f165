import { z } from 'zod';
import { decisionsSchema } from './decisions.js';
import { fingerprintSchema } from './fingerprint.js';

/**
 * Format of state.json. Increased when older programs cannot read new files or new programs cannot read old ones. Format 1
 * has no fingerprint, and its checkpoints contain no copies of the curve and the record.
 */
export const STATE_FORMAT = 2;

/** Copies in a checkpoint, so that the run can be resumed from it alone. */
export const CURVE_COPY = 'curve.csv';
export const RECORD_COPY = 'run.json';

/** Name of a file in the checkpoint's folder; not a path. */
const fileName = z.string().regex(/^[\w-]+(\.[\w-]+)*$/, 'expected names of files');

/** state.json of a checkpoint. */
export const checkpointStateSchema = z.strictObject({
  format: z.union([z.literal(1), z.literal(2)]),
  /** Number of completed updates. */
  iteration: z.number().int().nonnegative(),
  /** Whether the curve contains the test pass at `iteration`. */
  tested: z.boolean(),
  /** Run time so far, in seconds. */
  elapsed_s: z.number().nonnegative(),
  spec_digest: z.string(),
  /** Digest of the batches of all previous steps (see `BatchDigest`). */
  batches_sha256: z.string().default(''),
  /** Made from the test rows of the checkpoint's curve. */
  decisions: decisionsSchema.optional(),
  /** What determines the weights, at the newest start of the run. */
  fingerprint: fingerprintSchema.optional(),
  /** SHA-256 of the other files in the folder, by name. */
  sha256: z.record(fileName, z.string()),
});

export type CheckpointState = z.output<typeof checkpointStateSchema>;
