import { z } from 'zod';
import { float, iterations, positiveInt } from './common.js';
import { computes, incidental } from './computes.js';

/** Learning rate at iteration t, Caffe's `GetLearningRate` (`sgd_solver.cpp`). */
export const policySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fixed') }).describe('base_lr.'),
  z
    .strictObject({
      type: z.literal('step'),
      gamma: float.positive().describe('Factor at each step.'),
      step: positiveInt.describe('Iterations between steps.'),
    })
    .describe('base_lr · gamma^⌊t / step⌋.'),
  z
    .strictObject({
      type: z.literal('multistep'),
      gamma: float.positive().describe('Factor at each step.'),
      steps: z
        .array(iterations)
        .min(1)
        .refine((steps) => steps.every((step, i) => i === 0 || step >= steps[i - 1]!), 'ascending iterations')
        .describe('Iterations of the steps, ascending.'),
    })
    .describe('base_lr · gamma^(number of steps ≤ t).'),
  z
    .strictObject({
      type: z.literal('inv'),
      gamma: float.nonnegative().describe('Per iteration.'),
      power: float.describe('Exponent.'),
    })
    .describe('base_lr · (1 + gamma · t)^(−power).'),
  z
    .strictObject({ type: z.literal('exp'), gamma: float.positive().describe('Factor per iteration.') })
    .describe('base_lr · gamma^t.'),
  z
    .strictObject({ type: z.literal('poly'), power: float.describe('Exponent.') })
    .describe('base_lr · (1 − t / iterations)^power.'),
  z
    .strictObject({
      type: z.literal('sigmoid'),
      gamma: float.describe('Slope; negative to decay.'),
      step: positiveInt.describe('Iteration at which the rate is half of base_lr.'),
    })
    .describe('base_lr / (1 + exp(−gamma · (t − step))).'),
]);

export const solverSchema = z
  .strictObject({
    iterations: positiveInt.describe('Training steps (Caffe’s max_iter).'),
    batch: positiveInt.describe('Images a training step.'),
    base_lr: float.nonnegative().describe('Learning rate before the policy.'),
    policy: policySchema
      .default({ type: 'fixed' })
      .describe('How the learning rate changes (Caffe’s lr_policy).'),
    momentum: z.number().min(0).lt(1).default(0.9).describe('μ in V ← μV + lr·g; W ← W − V.'),
    weight_decay: float.nonnegative().default(0).describe('λ in g = ∇L + λ·decay_mult·W.'),
    allow_divergence: incidental(
      z
        .boolean()
        .default(false)
        .describe('Whether a NaN or infinite loss ends the run as finished instead of with exit code 5.'),
    ),
  })
  .describe('Caffe’s SGD solver.');

export const testSchema = z
  .strictObject({
    interval: computes(
      positiveInt.default(500).describe('Iterations between passes over the whole test set.'),
    ),
    batch: incidental(positiveInt.default(100).describe('Images at once; does not change the result.')),
    top5: computes(
      z
        .boolean()
        .default(false)
        .describe(
          'Whether top-5 accuracy is measured too; not for at most five classes, of which it is always 1.',
        ),
    ),
  })
  .describe('Test passes: before the first step, at every interval, and after the last step.');

export const checkpointSchema = z
  .strictObject({
    interval: positiveInt.default(500).describe('Iterations between checkpoints.'),
    keep: positiveInt.default(3).describe('How many of the newest are kept.'),
  })
  .describe('Checkpoints: at every interval, when stopped, and after the last step.');

export type Policy = z.output<typeof policySchema>;
export type SolverSpec = z.output<typeof solverSchema>;
