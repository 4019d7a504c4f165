import { z } from 'zod';
import { layerName } from './common.js';
import { computes } from './computes.js';

/** A run is the same wherever its folder lies: `results/vgg8/` is `vgg8`, one of its checkpoints `vgg8/iteration-00370000`. */
const sourceRun = (path: string) =>
  path
    .split('/')
    .filter((name) => name !== '' && name !== '.' && name !== 'checkpoints')
    .slice(/iteration-\d+\/*$/.test(path) ? -2 : -1)
    .join('/');

/** Weights from a trained network, for the comparison that the paper's conclusion announces. */
export const initFromSchema = z
  .strictObject({
    run: computes(
      z
        .string()
        .min(1)
        .describe(
          'Folder of a run, whose newest checkpoint is taken, or of one of its checkpoints (results/vgg8/checkpoints/iteration-00370000).',
        ),
      sourceRun,
    ),
    layers: z
      .record(layerName, layerName)
      .optional()
      .describe(
        'Layer of this network → layer of that one. By default every trained layer takes from the one of its name, where there is one.',
      ),
  })
  .describe(
    'Layers that begin with the weights and biases of another run; the rest begin as their fillers say, and momentum at 0.',
  );

export type InitFromSpec = z.output<typeof initFromSchema>;
