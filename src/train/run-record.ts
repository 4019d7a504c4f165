import { z } from 'zod';
import type { Spec } from '../spec/schema/spec.js';
import { provenanceSchema, type Provenance } from './provenance.js';

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
  /** The iteration whose loss was NaN or infinite; also in a finished run whose spec allows it. */
  diverged_at: z.number().int().optional(),
  /** The signal that stopped it. */
  signal: z.enum(['SIGINT', 'SIGTERM']).optional(),
  /** Why it failed. */
  error: z.string().optional(),
  provenance: provenanceSchema,
  /** Every resume, the first first. */
  resumes: z.array(
    z.strictObject({ at: z.string(), iteration: z.number().int(), provenance: provenanceSchema }),
  ),
});

export type RunRecord = z.output<typeof runRecordSchema>;

/** The record of a run that begins, or goes on from `iteration` of an earlier one. */
export function beginRecord(
  spec: Spec,
  specDigest: string,
  provenance: Provenance,
  iteration: number,
  earlier: RunRecord | undefined,
): RunRecord {
  const now = new Date().toISOString();
  const resumes = earlier === undefined ? [] : [...earlier.resumes, { at: now, iteration, provenance }];
  return {
    format: 1,
    name: spec.name,
    status: 'running',
    spec_digest: specDigest,
    seed: spec.seed,
    iteration,
    iterations: spec.solver.iterations,
    started_at: earlier?.started_at ?? now,
    updated_at: now,
    wall_time_s: earlier?.wall_time_s ?? 0,
    provenance: earlier?.provenance ?? provenance,
    resumes,
  };
}
