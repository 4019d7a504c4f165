import { z } from 'zod';
import { fillerSchema, float, layerName, parameterFields, positiveInt } from './common.js';
import { from } from './references.js';

const CELLS = [
  'tanh: h_t = tanh(W·x_t + U·h_{t−1} + b).',
  'lstm: c_t = f∘c_{t−1} + i∘g, h_t = o∘tanh(c_t), with gates i, f, o = σ(…) and g = tanh(…) of W·x_t + U·h_{t−1} + b, in PyTorch’s order i, f, g, o; forget_bias is added in f.',
  'gru: h_t = (1 − z)∘n + z∘h_{t−1}, with r, z = σ(W·x_t + U·h_{t−1} + b) and n = tanh(W·x_t + b + r∘(U·h_{t−1} + b′)), as in PyTorch and in Keras with reset_after.',
].join(' ');

export const rnnSchema = z
  .strictObject({
    name: layerName.optional().describe('Default: rnn1, rnn2, … by position.'),
    from,
    cell: z.enum(['tanh', 'lstm', 'gru']).default('tanh').describe(CELLS),
    units: positiveInt.describe('Number of units of h.'),
    output: z
      .enum(['sequence', 'last'])
      .default('sequence')
      .describe('sequence: h of every step, as height × 1 × units. last: h of the last step.'),
    forget_bias: float
      .default(1)
      .describe('Of lstm: added to the forget gate’s sum, so that it starts open (Jozefowicz et al. 2015).'),
    recurrent_filler: fillerSchema.default({ type: 'xavier' }).describe('Initial weights U.'),
    ...parameterFields,
  })
  .describe(
    'Recurrent layer over the rows of an image, from top to bottom: each row, its pixels and their channels, is one step x_t. h and c start at 0. The steps are unrolled in the graph. Units of a DropIn between such layers switch over with all their steps.',
  );

export type RnnSpec = z.output<typeof rnnSchema>;
