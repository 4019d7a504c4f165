import { z } from 'zod';

/** What a result was made with, so that it can be made again. */
export const provenanceSchema = z.strictObject({
  dropin: z.string(),
  /** Null outside a git checkout. */
  git: z.strictObject({ commit: z.string(), dirty: z.boolean() }).nullable(),
  node: z.string(),
  tensorflow: z.string(),
  tfjs_node: z.string(),
  device: z.enum(['cpu', 'gpu']),
  platform: z.string(),
  cpu: z.string(),
  cpu_threads: z.number().int(),
  /** TF_NUM_INTRAOP_THREADS; null: as many as the machine has. */
  threads: z.number().int().nullable(),
  memory_bytes: z.number().int(),
  data_digest: z.string(),
  command: z.array(z.string()),
});

export type Provenance = z.output<typeof provenanceSchema>;
