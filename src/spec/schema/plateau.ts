import { z } from 'zod';
import { float, nonNegativeInt } from './common.js';

/** When a test curve counts as flat. */
export const plateauFields = {
  metric: z
    .enum(['accuracy', 'loss'])
    .default('accuracy')
    .describe('The test curve: accuracy, which is to rise, or loss, which is to fall.'),
  patience: nonNegativeInt
    .default(10)
    .describe(
      'Number of test passes in a row without a gain that are tolerated: the next one decides. The pass before the first step does not count.',
    ),
  min_gain: float
    .nonnegative()
    .default(0)
    .describe('A test pass is a gain if it is better than the best so far by more than this.'),
};
