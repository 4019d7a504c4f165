import { z } from 'zod';

const gpuSchema = z.strictObject({
  name: z.string(),
  driver: z.string(),
  /** Null if the driver does not say. */
  compute_capability: z.number().nullable(),
  memory_bytes: z.number(),
});

/** The software, machine and command that produced a result, so that it can be reproduced. */
export const provenanceSchema = z.strictObject({
  dropin: z.string(),
  /** Null outside a git checkout. */
  git: z.strictObject({ commit: z.string(), dirty: z.boolean() }).nullable(),
  node: z.string(),
  tensorflow: z.string(),
  tfjs_node: z.string(),
  device: z.enum(['cpu', 'gpu']),
  /** The GPU that computes, or the first of several; absent on a CPU, and in records of versions that did not look. */
  gpu: gpuSchema.optional(),
  /** The devices that share each batch, by TensorFlow's names, e.g. GPU:1; absent if there is only one. */
  devices: z
    .array(z.strictObject({ name: z.string(), uuid: z.string().optional(), gpu: gpuSchema.optional() }))
    .optional(),
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

/** What computed, in a word or two: `gpu`, or `4 × gpu` if several shared each batch. */
export function deviceText({ device, devices }: Pick<Provenance, 'device' | 'devices'>): string {
  return devices === undefined ? device : `${devices.length} × ${device}`;
}
