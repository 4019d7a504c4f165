import { z } from 'zod';
import { positiveInt } from './common.js';

/** What is measured of each layer while a network trains: why a deep plain network does not begin to learn. */
export const normsSchema = z
  .strictObject({
    interval: positiveInt.describe('Iterations between measurements, beginning with iteration 0.'),
  })
  .describe(
    'Measures each layer with parameters at chosen training steps: the root mean square of its activations, and the L2 norms of the gradient of the loss, of the update, and of its parameters. They go to norms.csv and TensorBoard; `dropin plot RUN --norms` draws them over depth. With iter_size, the activations and the gradient are of an iteration’s last batch. A measured step takes about twice as long and the weights take their memory twice. The results of training stay the same bits.',
  );
