import { z } from 'zod';
import { idSchema } from './id.js';

/** Which runs the claims are about, and how their numbers are judged. */

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
      .describe('Shown wherever numbers are; empty: everything that decides is as the source says.'),
    specs: z
      .record(idSchema, specPath)
      .default({})
      .describe('Specs by network, where they are not the network’s own.'),
    set: overrides,
    fixed: z
      .boolean()
      .default(false)
      .describe('Whether the settings of other runs are named by how they differ from this reading.'),
  })
  .describe('One way to read what the source leaves open.');

export const experimentSchema = z
  .strictObject({
    title: z.string(),
    datasets: z
      .array(z.string())
      .min(1)
      .optional()
      .describe(
        'Names of the data sets that count; others than the first have a footnote. By default that of each spec.',
      ),
    data: z
      .strictObject({
        train: z.tuple([z.number(), z.number()]).describe('Fewest and most training images.'),
        test: z.number().describe('Test images.'),
        format: z.string().optional().describe('Format of the original files; another one is a footnote.'),
      })
      .optional()
      .describe('The data that the source names: a run on other numbers of images is judged apart.'),
    readings: z
      .array(readingSchema)
      .min(1)
      .default([{ label: '', specs: {}, set: [], fixed: true }])
      .describe('The first is what the claims are about.'),
    failed: z.number().describe('At most this final accuracy (%): did not converge.'),
    converged: z.number().describe('At least this final accuracy (%): converged.'),
    seeds: z.number().int().positive().default(3).describe('Runs needed before anything is decided.'),
    deviation: z
      .number()
      .nonnegative()
      .optional()
      .describe(
        'Standard deviation between seeds (points) assumed where one seed has been run; without it one run decides nothing.',
      ),
    margin: z
      .number()
      .positive()
      .describe('Points by which an accuracy may differ from the expected one of a table.'),
  })
  .describe('Settings by which runs are judged.');

export const networkSchema = z
  .strictObject({
    label: z.string().min(1).describe('Name in tables and figures.'),
    experiments: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Whose runs it may be; the first judges it. By default the first experiment of this file.'),
    spec: specPath,
    convolutions: z
      .number()
      .int()
      .positive()
      .optional()
      .describe(
        'With `kernel`: every run on the data set with this number of convolutions belongs to the network, and one whose settings differ from the spec’s is judged apart, under conditions of its own. Without: only runs of the spec are.',
      ),
    kernel: z.number().int().positive().optional().describe('Filter size of the first convolution.'),
  })
  .describe('A network, and how its runs are known.');

export const seriesSchema = z
  .strictObject({
    network: z.string().describe('Id of a network.'),
    set: overrides,
    dropin: z
      .union([z.enum(['none', 'any']), z.number().int().nonnegative()])
      .optional()
      .describe(
        'Without DropIn, a length d, or any length (each length found makes its own series). By default as in the spec.',
      ),
    stagger: z
      .number()
      .int()
      .nonnegative()
      .default(0)
      .describe('With `dropin`: iterations between the beginnings of one DropIn and the next.'),
    fc7: z
      .enum(['dropout', 'none', 'dropin'])
      .optional()
      .describe('What regularizes the last but one fully connected layer, where this tells series apart.'),
    spec: specPath.optional().describe('Path of its spec, where it is not the network’s.'),
    label: z.string().optional().describe('In legends; by default the network’s.'),
    name: z.string().optional().describe('Everywhere else; by default the network’s label and this one’s.'),
  })
  .describe('The runs behind one line or one number.');
