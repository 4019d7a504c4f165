import { z } from 'zod';
import { float, iterations, nonNegativeInt, positiveInt } from './common.js';
import { computes, incidental } from './computes.js';
import { plateauFields } from './plateau.js';

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
      gamma: float.nonnegative().describe('Decay per iteration.'),
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
      type: z.literal('cosine'),
      final: z
        .number()
        .min(0)
        .max(1)
        .default(0)
        .describe('Learning rate at the end, as a fraction of base_lr.'),
    })
    .describe(
      'base_lr · (final + (1 − final) · (1 + cos(π·t / iterations)) / 2) (Loshchilov and Hutter 2017, without restarts).',
    ),
  z
    .strictObject({
      type: z.literal('sigmoid'),
      gamma: float.describe('Slope; negative to decay.'),
      step: positiveInt.describe('Iteration at which the learning rate is half of base_lr.'),
    })
    .describe('base_lr / (1 + exp(−gamma · (t − step))).'),
  z
    .strictObject({
      type: z.literal('plateau'),
      gamma: z.number().positive().lt(1).default(0.1).describe('Factor of each reduction.'),
      ...plateauFields,
      cooldown: nonNegativeInt
        .default(0)
        .describe('Number of test passes after a reduction that do not count as passes without a gain.'),
      min_lr: float.nonnegative().default(0).describe('Lowest learning rate.'),
    })
    .describe(
      'max(min_lr, base_lr · gamma^(number of reductions)), reduced whenever the test curve is flat, as VGG was trained (Simonyan and Zisserman 2015): PyTorch’s ReduceLROnPlateau with factor gamma, threshold min_gain and threshold_mode abs.',
    ),
]);

/** Linear warm-up (Goyal et al. 2017). */
const warmupSchema = z
  .strictObject({
    iterations: positiveInt.describe('n: number of iterations of the warm-up.'),
    from: z.number().min(0).max(1).default(0).describe('Factor at iteration 0.'),
  })
  .describe('At t < n the learning rate of the policy is multiplied by from + (1 − from) · t / n.');

const earlyStopSchema = z
  .strictObject(plateauFields)
  .describe(
    'Ends the run early, as finished, where the test curve is flat. Only test passes after every gradual DropIn has reached p = 1 count, so a growing network is never stopped.',
  );

export const solverSchema = z
  .strictObject({
    type: z
      .enum(['sgd', 'nesterov', 'adam', 'adamw', 'rmsprop', 'adagrad'])
      .default('sgd')
      .describe(
        'The update, with g = ∇L + λ·decay_mult·W. sgd: V ← μV + lr·g; W ← W − V. nesterov: the same V′; W ← W − (1 + μ)V′ + μV. adam: m, v by β1, β2; W ← W − lr·√(1 − β2^t)/(1 − β1^t)·m/(√v + δ). rmsprop: H ← ρH + (1 − ρ)g²; W ← W − lr·g/(√H + δ). adagrad: H ← H + g²; W as in rmsprop. All these are Caffe’s (src/caffe/solvers). adamw: W ← W − lr·λ·decay_mult·W, then adam with g = ∇L (PyTorch’s torch.optim.AdamW).',
      ),
    iterations: positiveInt.describe('Training steps (Caffe’s max_iter).'),
    batch: positiveInt.describe('Images per training step.'),
    iter_size: positiveInt
      .default(1)
      .describe(
        'Batches per iteration (Caffe’s iter_size): their gradients are averaged before one update, so that an iteration trains on batch · iter_size images in the memory of one batch. Learning rate and p are constant in an iteration. Batch normalization normalizes each batch by itself and updates its running averages after each, as in Caffe. clip_gradients limits the average; Caffe’s limits the sum.',
      ),
    base_lr: float.nonnegative().describe('Base learning rate, which the policy changes.'),
    policy: policySchema
      .default({ type: 'fixed' })
      .describe('How the learning rate changes (Caffe’s lr_policy).'),
    momentum: z
      .number()
      .min(0)
      .lt(1)
      .default(0.9)
      .describe('μ of sgd and nesterov; β1 of adam and adamw; not used by rmsprop and adagrad.'),
    momentum2: z.number().min(0).lt(1).default(0.999).describe('β2 of adam and adamw.'),
    rms_decay: z.number().min(0).lt(1).default(0.99).describe('ρ of rmsprop.'),
    delta: float
      .positive()
      .default(1e-8)
      .describe('δ of adam, adamw, rmsprop and adagrad, which prevents division by 0.'),
    weight_decay: float.nonnegative().default(0).describe('λ in g = ∇L + λ·decay_mult·W.'),
    clip_gradients: float
      .positive()
      .optional()
      .describe(
        'Maximum L2 norm of all gradients together: gradients with a larger norm are scaled down to it, before weight decay (Caffe’s clip_gradients).',
      ),
    label_smoothing: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe(
        'ε: in training the target is 1 − ε + ε/K for the label and ε/K for the other classes, K the number of classes (Szegedy et al. 2016). The logged training loss uses this target.',
      ),
    warmup: warmupSchema.optional(),
    early_stop: earlyStopSchema.optional(),
    precision: z
      .enum(['float32', 'bfloat16', 'tf32'])
      .default('float32')
      .describe(
        'Element type of activations in training and tests. bfloat16: images, weights and the solver’s arrays stay float32, as do normalization (lrn, batch_norm), bilinear resizing, softmax, loss and the sums that are the gradients of biases; everything else computes in bfloat16, with float32 sums. A processor without AVX-512 multiplies the rounded numbers in float32, which saves memory but no time. tf32: float32 whose products an NVIDIA GPU rounds to 10 bits; needs a GPU. Exported networks are float32.',
      ),
    allow_divergence: incidental(
      z
        .boolean()
        .default(false)
        .describe('Whether a run with a NaN or infinite loss ends as finished instead of with exit code 5.'),
    ),
  })
  .describe('The solver.');

export const testSchema = z
  .strictObject({
    interval: computes(
      positiveInt.default(500).describe('Iterations between passes over the whole test set.'),
    ),
    batch: incidental(positiveInt.default(100).describe('Images per test step; does not change the result.')),
    top5: computes(
      z
        .boolean()
        .default(false)
        .describe(
          'Whether to measure top-5 accuracy too. It is not measured for at most five classes, as it would always be 1.',
        ),
    ),
  })
  .describe('Test passes: before the first step, at every interval, and after the last step.');

export const checkpointSchema = z
  .strictObject({
    interval: positiveInt.default(500).describe('Iterations between checkpoints.'),
    keep: positiveInt.default(3).describe('Number of newest checkpoints to keep.'),
    keep_best: z
      .boolean()
      .default(true)
      .describe(
        'Whether to write a checkpoint after every test pass with a higher accuracy than all before, and to keep the best one besides the newest.',
      ),
  })
  .describe('Checkpoints: at every interval, when the run is stopped, and after the last step.');

export type Policy = z.output<typeof policySchema>;
export type CheckpointSpec = z.output<typeof checkpointSchema>;
export type EarlyStopSpec = z.output<typeof earlyStopSchema>;
export type SolverSpec = z.output<typeof solverSchema>;
