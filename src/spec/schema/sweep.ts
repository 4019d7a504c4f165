import { z } from 'zod';
import { iterations, positiveInt } from './common.js';

/** What a grid sets a value of the spec to; YAML lists and maps are written as they are in the spec. */
const gridValue = z.json();

export const lengthSchema = z.union([iterations, z.literal('none')]);

/** Runs that a sweep may have; more is a mistake. */
export const MAX_RUNS = 10_000;

/** Every combination of a few settings, over one or more specs. */
export const sweepPartSchema = z
  .strictObject({
    specs: z
      .array(z.string().regex(/\.ya?ml$/, 'a YAML file (.yaml or .yml)'))
      .min(1)
      .optional()
      .describe('Spec files, relative to this one; without them it is this spec that is varied.'),
    lengths: z
      .array(lengthSchema)
      .min(1)
      .optional()
      .describe('DropIn lengths d in iterations, and none: the network without DropIn.'),
    grid: z
      .record(z.string().min(1), z.array(gridValue).min(1))
      .optional()
      .describe('Values of any field, by its path, e.g. solver.base_lr: [0.01, 0.001].'),
    seeds: positiveInt.max(MAX_RUNS).optional().describe('Number of seeds: 1 to this number.'),
  })
  .describe('Every combination is a run of its own.');

export const sweepSchema = z
  .union([sweepPartSchema, z.array(sweepPartSchema).min(1)])
  .describe('What `dropin sweep` runs: every combination; of a list, all of each.');

/** A file that is not a spec itself but names the specs to sweep over. */
export const sweepFileSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'letters, digits, "_", "." and "-"')
    .describe('Name of the sweep, and of its folder in results/sweeps/.'),
  description: z.string().optional(),
  sweep: sweepSchema,
});

export type SweepPart = z.output<typeof sweepPartSchema>;
export type Length = z.output<typeof lengthSchema>;
