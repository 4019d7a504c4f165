import { z } from 'zod';
import { provenanceSchema } from './provenance.js';

/** run.json: what became of a run. Times are ISO 8601, lengths of time seconds. */
export const runRecordSchema = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  status: z.enum(['running', 'finished', 'stopped', 'diverged', 'failed']),
  spec_digest: z.string(),
  seed: z.number().int(),
  /** Updates done. */
  iteration: z.number().int(),
  iterations: z.number().int(),
  started_at: z.string(),
  updated_at: z.string(),
  /** Without the time between a stop and its resume. */
  wall_time_s: z.number(),
  /** Time in training steps, and how much of it was spent waiting for images. */
  steps_s: z.number().default(0),
  data_wait_s: z.number().default(0),
  /** Images that could not be read and were skipped (`dataset.on_bad_image: skip`), as far as they were met. */
  bad_images: z
    .strictObject({
      count: z.number().int(),
      list: z.array(z.strictObject({ file: z.string(), reason: z.string() })),
    })
    .default({ count: 0, list: [] }),
  /** The newest test pass. */
  test: z
    .strictObject({
      iteration: z.number().int(),
      /** Null: NaN or infinite. */
      loss: z.number().nullable(),
      accuracy: z.number(),
      top5: z.number().optional(),
    })
    .optional(),
  /** The checkpoint whose weights it began with (`init_from`). */
  init_from: z
    .strictObject({ run: z.string(), iteration: z.number().int(), spec_digest: z.string() })
    .optional(),
  /** The iteration whose loss was NaN or infinite; also in a finished run whose spec allows it. */
  diverged_at: z.number().int().optional(),
  /** The signal that stopped it. */
  signal: z.enum(['SIGINT', 'SIGTERM']).optional(),
  /** Why it failed. */
  error: z.string().optional(),
  /** What `dropin verify-resume` measured by a repeat of the run. */
  determinism: z.enum(['bit-exact', 'not bit-exact']).optional(),
  provenance: provenanceSchema,
  /** Every resume, the first first. */
  resumes: z.array(
    z.strictObject({ at: z.string(), iteration: z.number().int(), provenance: provenanceSchema }),
  ),
});

export type RunRecord = z.output<typeof runRecordSchema>;
