import { z } from 'zod';
import { fingerprintSchema } from './fingerprint.js';
import { provenanceSchema } from './provenance.js';

/**
 * Goes up when an older program could not read the record. Format 1 has no overrides, spec_path, fingerprint
 * and other_bits: they read as "not recorded".
 */
export const RECORD_FORMAT = 2;

export const runStatusSchema = z.enum(['running', 'finished', 'stopped', 'diverged', 'failed']);

/** What the command line changed in the spec (`src/spec/load.ts`). */
const overridesSchema = z.strictObject({
  set: z.array(z.string()).optional(),
  seed: z.number().optional(),
  scale: z.number().optional(),
  iterations: z.number().optional(),
});

/** run.json: what became of a run. Times are ISO 8601, lengths of time seconds. */
export const runRecordSchema = z.strictObject({
  format: z.union([z.literal(1), z.literal(2)]),
  name: z.string(),
  status: runStatusSchema,
  /** The spec file that was run: from the package's root where it is inside, else an absolute path. */
  spec_path: z.string().optional(),
  /** What was changed in it. For a run of a sweep, both are the sweep's. */
  overrides: overridesSchema.optional(),
  /** A resumed run keeps the digest that it began with, by whichever version of the program. */
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
  /** Images that were read since the newest start although their decoders warned, and files left out that are no images. */
  warned_images: z.number().int().optional(),
  left_out_files: z.number().int().optional(),
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
  signal: z.enum(['SIGHUP', 'SIGINT', 'SIGTERM']).optional(),
  /** Why it failed. */
  error: z.string().optional(),
  /** What `dropin verify-resume` measured by a repeat of the run. */
  determinism: z.enum(['bit-exact', 'not bit-exact']).optional(),
  /** What the numbers follow from, at the newest start. */
  fingerprint: fingerprintSchema.optional(),
  /** Resumes from which on the bits may differ from those of an undisturbed run, and why: `threads 2 → 1`. */
  other_bits: z
    .array(z.strictObject({ iteration: z.number().int(), changes: z.array(z.string()) }))
    .default([]),
  provenance: provenanceSchema,
  /** Every resume, oldest first. */
  resumes: z.array(
    z.strictObject({ at: z.string(), iteration: z.number().int(), provenance: provenanceSchema }),
  ),
});

export type RunRecord = z.output<typeof runRecordSchema>;
