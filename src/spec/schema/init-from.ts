import { basename } from 'node:path';
import { z } from 'zod';
import { layerName } from './common.js';
import { computes } from './computes.js';

/** Reduces the path of a run to `vgg8`, that of a checkpoint to `vgg8/iteration-00370000`: the location does not matter. */
const sourceRun = (path: string) =>
  path
    .split('/')
    .filter((name) => name !== '' && name !== '.' && name !== 'checkpoints')
    .slice(/iteration-\d+\/*$/.test(path) ? -2 : -1)
    .join('/');

/** Reduces the path of a spec to its name. */
const sourceSpec = (path: string) => basename(path, '.yaml');

/** Initial weights from a trained network, for the comparison that the paper's conclusion announces. */
export const initFromSchema = z
  .strictObject({
    run: computes(
      z
        .string()
        .min(1)
        .describe(
          'Folder of a run, to use its newest checkpoint, or of a checkpoint (results/vgg8/checkpoints/iteration-00370000).',
        )
        .optional(),
      sourceRun,
    ),
    spec: computes(
      z
        .string()
        .min(1)
        .optional()
        .describe(
          'Instead of `run`: a spec, by its path relative to this file, or one that comes with the program, by its name. The weights are those of its finished run with the same seed and --scale in the same results folder; a sweep trains that run first. Other changes on the command line do not apply to it.',
        ),
      sourceSpec,
    ),
    layers: z
      .record(layerName, layerName)
      .optional()
      .describe(
        'Layer of this network → layer of the other one. By default every trained layer uses the layer with the same name, if there is one.',
      ),
  })
  .refine(({ run, spec }) => (run === undefined) !== (spec === undefined), 'either `run` or `spec`')
  .describe(
    'Initializes layers with the weights and biases of another run. The other layers are initialized by their fillers, and momentum is 0.',
  );

export type InitFromSpec = z.output<typeof initFromSchema>;
