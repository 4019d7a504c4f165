import { z } from 'zod';
import { idSchema } from './id.js';

/** Which runs the claims are about, and how they are judged. */

const specPath = z.string().min(1).describe('Path of a spec, relative to this file.');
const overrides = z
  .array(z.string())
  .default([])
  .describe('Changes to the spec, as for --set: `path=value`.');

const readingSchema = z
  .strictObject({
    label: z
      .string()
      .default('')
      .describe('Shown next to numbers; empty if all relevant settings are given by the source.'),
    specs: z
      .record(idSchema, specPath)
      .default({})
      .describe('Specs by network, if they differ from the networks’ own.'),
    set: overrides,
    fixed: z
      .boolean()
      .default(false)
      .describe('Whether the settings of other runs are described by their difference from this reading.'),
  })
  .describe('One interpretation of what the source leaves open.');

export const experimentSchema = z
  .strictObject({
    title: z.string(),
    datasets: z
      .array(z.string())
      .min(1)
      .optional()
      .describe(
        'Names of the data sets that count; all but the first get a footnote. By default the data set of each spec.',
      ),
    data: z
      .strictObject({
        train: z.tuple([z.number(), z.number()]).describe('Fewest and most training images.'),
        test: z.number().describe('Test images.'),
        format: z
          .string()
          .optional()
          .describe('Format of the original files; a different one gets a footnote.'),
      })
      .optional()
      .describe('The data that the source names. Runs on other numbers of images are judged separately.'),
    readings: z
      .array(readingSchema)
      .min(1)
      .default([{ label: '', specs: {}, set: [], fixed: true }])
      .describe('The claims are about the first.'),
    failed: z.number().describe('A run with at most this final accuracy (%) did not converge.'),
    converged: z.number().describe('A run with at least this final accuracy (%) converged.'),
    seeds: z.number().int().positive().default(3).describe('Number of runs needed for a verdict.'),
    deviation: z
      .number()
      .nonnegative()
      .optional()
      .describe(
        'Standard deviation between seeds (percentage points) assumed if only one seed has been run. Without it a single run decides nothing.',
      ),
    margin: z
      .number()
      .positive()
      .describe('Percentage points by which an accuracy may differ from the expected one in a table.'),
  })
  .describe('How runs are judged.');

export const networkSchema = z
  .strictObject({
    label: z.string().min(1).describe('Name in tables and figures.'),
    experiments: z
      .array(z.string())
      .min(1)
      .optional()
      .describe(
        'Experiments that its runs may belong to; the first one judges them. By default the first experiment in this file.',
      ),
    spec: specPath,
    convolutions: z
      .number()
      .int()
      .positive()
      .optional()
      .describe(
        'With `kernel`: every run on the data set with this number of convolutions belongs to the network, and runs whose settings differ from the spec’s are judged separately, under their own conditions. Without it: only runs of the spec belong to it.',
      ),
    kernel: z.number().int().positive().optional().describe('Filter size of the first convolution.'),
  })
  .describe('A network, and how its runs are recognized.');

export const seriesSchema = z
  .strictObject({
    network: z.string().describe('Id of a network.'),
    set: overrides,
    dropin: z
      .union([z.enum(['none', 'any']), z.number().int().nonnegative()])
      .optional()
      .describe(
        'Without DropIn, a length d, or any length (each length found becomes its own series). By default as in the spec.',
      ),
    stagger: z
      .number()
      .int()
      .nonnegative()
      .default(0)
      .describe('With `dropin`: iterations between the starts of consecutive DropIns.'),
    fc7: z
      .enum(['dropout', 'none', 'dropin'])
      .optional()
      .describe('What regularizes the second-to-last fully connected layer, if series differ in it.'),
    spec: specPath.optional().describe('Path of its spec, if it is not the network’s.'),
    label: z.string().optional().describe('Label in legends; by default the network’s.'),
    name: z
      .string()
      .optional()
      .describe('Name everywhere else; by default the network’s label and this one’s.'),
  })
  .describe('The runs behind one line or one number.');
