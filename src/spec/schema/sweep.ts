import { z } from 'zod';
import { iterations, positiveInt } from './common.js';

/** A value that a grid assigns to a field of the spec: any YAML. */
const gridValue = z.json();

export const lengthSchema = z.union([iterations, z.literal('none')]);

/** Maximum number of runs of a sweep; more must be a mistake. */
export const MAX_RUNS = 10_000;

/** Every combination of several settings, for one or more specs. */
export const sweepPartSchema = z
  .strictObject({
    specs: z
      .array(z.string().regex(/\.ya?ml$/, 'a YAML file (.yaml or .yml)'))
      .min(1)
      .optional()
      .describe('Spec files, relative to this file; by default this spec is varied.'),
    lengths: z
      .array(lengthSchema)
      .min(1)
      .optional()
      .describe('DropIn lengths d in iterations; none: the network without DropIn.'),
    grid: z
      .record(z.string().min(1), z.array(gridValue).min(1))
      .optional()
      .describe('Values of any field by its path, e.g. solver.base_lr: [0.01, 0.001].'),
    seeds: positiveInt.max(MAX_RUNS).optional().describe('Number of seeds: 1 to this number.'),
  })
  .describe('Each combination is a separate run.');

export const sweepSchema = z
  .union([sweepPartSchema, z.array(sweepPartSchema).min(1)])
  .describe('The runs of `dropin sweep`: every combination; for a list, those of each part.');

/** A file that is not a spec but lists the specs to sweep over. */
export const sweepFileSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'letters, digits, "_", "." and "-"')
    .describe('Name of the sweep and of its folder in results/sweeps/.'),
  description: z.string().optional(),
  sweep: sweepSchema,
});

export type SweepPart = z.output<typeof sweepPartSchema>;
export type Length = z.output<typeof lengthSchema>;
