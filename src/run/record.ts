import { z } from 'zod';
import { decisionsSchema } from './decisions.js';
import { fingerprintSchema } from './fingerprint.js';
import { provenanceSchema } from './provenance.js';

/**
 * Format of run.json. Increased when older programs cannot read new records. Format 1 has no overrides, spec_path,
 * fingerprint and other_bits: they are read as "not recorded".
 */
export const RECORD_FORMAT = 2;

export const runStatusSchema = z.enum(['running', 'finished', 'stopped', 'diverged', 'failed']);

/** The changes to the spec from the command line (`src/spec/load.ts`). */
const overridesSchema = z.strictObject({
  set: z.array(z.string()).optional(),
  seed: z.number().optional(),
  scale: z.number().optional(),
  iterations: z.number().optional(),
});

/** run.json: the state and outcome of a run. Times are ISO 8601, durations are in seconds. */
export const runRecordSchema = z.strictObject({
  format: z.union([z.literal(1), z.literal(2)]),
  name: z.string(),
  status: runStatusSchema,
  /** The spec file: relative to the package's root if inside the package, else absolute. */
  spec_path: z.string().optional(),
  /** The changes to it. For a run of a sweep, the path and the changes are the sweep's. */
  overrides: overridesSchema.optional(),
  /** A resumed run keeps its original digest, even if another version of dropin computed it. */
  spec_digest: z.string(),
  seed: z.number().int(),
  /** Number of completed updates. */
  iteration: z.number().int(),
  iterations: z.number().int(),
  started_at: z.string(),
  updated_at: z.string(),
  /** Without the time between a stop and its resume. */
  wall_time_s: z.number(),
  /** Time in training steps, and the part of it spent waiting for images. */
  steps_s: z.number().default(0),
  data_wait_s: z.number().default(0),
  /** Unreadable images that were skipped so far (`dataset.on_bad_image: skip`). */
  bad_images: z
    .strictObject({
      count: z.number().int(),
      list: z.array(z.strictObject({ file: z.string(), reason: z.string() })),
    })
    .default({ count: 0, list: [] }),
  /** Since the newest start: images that were decoded with a warning, and files left out because they are not images. */
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
  /** What the test passes decided, if the spec leaves something to them. */
  decisions: decisionsSchema.optional(),
  /** The checkpoint that the initial weights come from (`init_from`). */
  init_from: z
    .strictObject({ run: z.string(), iteration: z.number().int(), spec_digest: z.string() })
    .optional(),
  /** The iteration with a NaN or infinite loss; also in a finished run whose spec allows it. */
  diverged_at: z.number().int().optional(),
  /** The test pass after which a finished run ended before its last iteration (`solver.early_stop`), and why. */
  stopped_early: z.strictObject({ iteration: z.number().int(), reason: z.string() }).optional(),
  /** The signal that stopped it. */
  signal: z.enum(['SIGHUP', 'SIGINT', 'SIGTERM']).optional(),
  /** Why it failed. */
  error: z.string().optional(),
  /** The result of repeating the run with `dropin verify-resume`. */
  determinism: z.enum(['bit-exact', 'not bit-exact']).optional(),
  /** What determines the numbers, at the newest start. */
  fingerprint: fingerprintSchema.optional(),
  /** Resumes after which the last bits may differ from an uninterrupted run, and why: `threads 2 → 1`. */
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

/** The iteration at which a finished run ended. */
export function endIteration({
  iterations,
  stopped_early: early,
}: Pick<RunRecord, 'iterations' | 'stopped_early'>): number {
  return early?.iteration ?? iterations;
}
