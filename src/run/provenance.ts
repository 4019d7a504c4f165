import { z } from 'zod';

/** The software, machine and command that produced a result, so that it can be reproduced. */
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
  /** TF_NUM_INTRAOP_THREADS; null: all of the machine's. */
  threads: z.number().int().nullable(),
  memory_bytes: z.number().int(),
  data_digest: z.string(),
  command: z.array(z.string()),
});

export type Provenance = z.output<typeof provenanceSchema>;
