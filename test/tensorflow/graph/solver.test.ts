import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointShapes, filled, readCheckpoint, writeCheckpoint } from './helpers/checkpoint.js';
import { build, folder, open } from './helpers/networks.js';

/** Two pixels, two classes: logits = x·W + b. */
const image = [1, 1, 2] as const;
const initial = { weights: [0.5, -0.25, 0.75, 1], biases: [0.1, -0.2] };
const batches = [
  { images: [255, 0, 51, 204], labels: [0, 1] },
  { images: [102, 153, 0, 0], labels: [1, 1] },
  { images: [10, 20, 250, 240], labels: [0, 0] },
];
const learningRates = [0.5, 0.25, 0.4];

interface Settings {
  readonly momentum: number;
  readonly decay: number;
  readonly weightLr: number;
  readonly weightDecay: number;
  readonly biasLr: number;
  readonly biasDecay: number;
}

/** Caffe's V ← μV + lr·lr_mult·(∇L + λ·decay_mult·W); W ← W − V on softmax regression, in plain arithmetic. */
function byHand({ momentum, decay, weightLr, weightDecay, biasLr, biasDecay }: Settings) {
  const W = [...initial.weights];
  const b = [...initial.biases];
  const V = { W: W.map(() => 0), b: b.map(() => 0) };
  const losses: number[] = [];
  batches.forEach(({ images, labels }, step) => {
    const dW = W.map(() => 0);
    const db = b.map(() => 0);
    let loss = 0;
    labels.forEach((label, n) => {
      const x = [images[2 * n]! / 255, images[2 * n + 1]! / 255];
      const scores = [0, 1].map((m) => x[0]! * W[m]! + x[1]! * W[2 + m]! + b[m]!);
      const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
      loss += (Math.log(sum) - scores[label]!) / labels.length;
      scores.forEach((score, m) => {
        const dScore = (Math.exp(score) / sum - (m === label ? 1 : 0)) / labels.length;
        db[m]! += dScore;
        dW[m]! += x[0]! * dScore;
        dW[2 + m]! += x[1]! * dScore;
      });
    });
    losses.push(loss);
    const lr = learningRates[step]!;
    W.forEach((w, i) => {
      V.W[i] = momentum * V.W[i]! + lr * weightLr * (dW[i]! + decay * weightDecay * w);
      W[i] = w - V.W[i];
    });
    b.forEach((bias, i) => {
      V.b[i] = momentum * V.b[i]! + lr * biasLr * (db[i]! + decay * biasDecay * bias);
      b[i] = bias - V.b[i];
    });
  });
  return { W, b, V, losses };
}

async function trained({ momentum, decay, weightLr, weightDecay, biasLr, biasDecay }: Settings) {
  const built = build(
    `
- fc: {name: fc, outputs: 2, weight_lr_mult: ${weightLr}, weight_decay_mult: ${weightDecay},
       bias_lr_mult: ${biasLr}, bias_decay_mult: ${biasDecay}}`,
    image,
    2,
    {
      transform: { scale: 1 / 255 },
      solver: { iterations: 3, batch: 2, base_lr: 1, momentum, weight_decay: decay },
    },
  );
  const shapes = checkpointShapes(built);
  const prefix = join(folder(), 'checkpoint');
  const start = { 'fc/weights': initial.weights, 'fc/biases': initial.biases };
  await writeCheckpoint(
    prefix,
    shapes,
    filled(shapes, (name) =>
      name in start ? Float32Array.from(start[name as keyof typeof start]) : undefined,
    ),
  );
  const program = await open(built);
  program.restore(prefix);
  const losses = batches.map(
    ({ images, labels }, step) =>
      program.trainStep(
        { images: Uint8Array.from(images), labels: Int32Array.from(labels) },
        { learningRate: learningRates[step]!, iteration: 0, copied: [] },
      ).loss,
  );
  program.save(prefix);
  return { losses, state: await readCheckpoint(prefix, shapes) };
}

function expectClose(found: Iterable<number>, expected: readonly number[]): void {
  const differences = [...found].map((value, i) => Math.abs(value - expected[i]!));
  expect(differences).toHaveLength(expected.length);
  expect(Math.max(...differences)).toBeLessThan(2e-6);
}

const caffe: Settings = { momentum: 0.9, decay: 0, weightLr: 1, weightDecay: 1, biasLr: 2, biasDecay: 1 };

describe('three steps of the solver match Caffe’s formula', () => {
  it.each<[string, Settings]>([
    ['plain descent', { ...caffe, momentum: 0, biasLr: 1 }],
    ['momentum', caffe],
    ['weight decay', { ...caffe, decay: 0.1 }],
    ['decay multipliers', { ...caffe, decay: 0.1, weightDecay: 2.5, biasDecay: 0 }],
    ['learning-rate multipliers', { ...caffe, decay: 0.05, weightLr: 0.3, biasLr: 3 }],
    ['a layer that is held', { ...caffe, decay: 0.05, weightLr: 0 }],
  ])('%s', async (_name, settings) => {
    const expected = byHand(settings);
    const { losses, state } = await trained(settings);
    expectClose(losses, expected.losses);
    expectClose(state['fc/weights']!, expected.W);
    expectClose(state['fc/biases']!, expected.b);
    // The checkpoint holds −V: TensorFlow adds its accumulator to the variable.
    expectClose(
      state['fc/weights/momentum']!.map((value) => -value),
      expected.V.W,
    );
    expectClose(
      state['fc/biases/momentum']!.map((value) => -value),
      expected.V.b,
    );
    if (settings.weightLr === 0) expect([...state['fc/weights']!]).toEqual(initial.weights);
  });
});
