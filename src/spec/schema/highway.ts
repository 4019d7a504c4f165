import { z } from 'zod';
import { float } from './common.js';

const highwaySettings = z
  .strictObject({
    gate_bias: float
      .default(-1)
      .describe(
        'Initial biases of the gate. The more negative, the more a unit starts as a copy of its input; Srivastava et al. use −1 to −3.',
      ),
  })
  .describe('Settings of the gates.');

/** Gates on the added convolutions of a block. */
export const highwayField = z
  .union([z.boolean(), highwaySettings])
  .default(false)
  .describe(
    'Makes each added convolution a highway unit (Srivastava et al. 2015): y = T·H + (1 − T)·x, where x is the unit’s input, H the convolution with its normalization and activation, and T a second convolution of it with a sigmoid, <conv>_<i>_gate. The first convolution of the block stays plain, since it changes the shape. LRN follows the sum.',
  );

export const DEFAULT_HIGHWAY = highwaySettings.parse({});
