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

/** Initial weights from a trained network, for the comparison that the paper's conclusion announces. */
export const initFromSchema = z
  .strictObject({
    run: computes(
      z
        .string()
        .min(1)
        .describe(
          'Folder of a run, to use its newest checkpoint, or of a checkpoint (results/vgg8/checkpoints/iteration-00370000).',
        ),
      sourceRun,
    ),
    layers: z
      .record(layerName, layerName)
      .optional()
      .describe(
        'Layer of this network → layer of the other one. By default every trained layer uses the layer with the same name, if there is one.',
      ),
  })
  .describe(
    'Initializes layers with the weights and biases of another run. The other layers are initialized by their fillers, and momentum is 0.',
  );

export type InitFromSpec = z.output<typeof initFromSchema>;
