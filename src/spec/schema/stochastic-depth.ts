import { z } from 'zod';

export const stochasticDepthSchema = z
  .strictObject({
    survival: z
      .number()
      .gt(0)
      .max(1)
      .default(0.5)
      .describe('p_L: the probability that the branch of the last unit is present in a training step.'),
    draw: z
      .enum(['batch', 'image'])
      .default('batch')
      .describe(
        'Whether b is drawn once for the whole batch, as by Huang et al., or for each image. A branch that is absent is computed all the same.',
      ),
  })
  .describe(
    'Stochastic depth (Huang et al. 2016) for residual blocks: the branch of unit ℓ of L, counted over all residual blocks, is multiplied by b ~ Bernoulli(p_ℓ) in training and by p_ℓ in tests, where p_ℓ = 1 − ℓ/L · (1 − p_L).',
  );
