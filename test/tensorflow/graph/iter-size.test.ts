import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Program, StepBatch } from '../../../src/engine/program.js';
import { stateOf, type Arrays } from './helpers/checkpoint.js';
import { build, folder, open, type Built } from './helpers/networks.js';
import { trainIteration } from './helpers/training.js';

const BATCH = 4;

function network(batch: number, iterSize: number, more: object = {}, layers = ''): Built {
  return build(
    `
- block: {conv: conv1, outputs: 4, kernel: 3, pad: 1, added: 1, added_kernel: 3, activation: relu}
- pool: {type: max, kernel: 2, stride: 2}${layers}
- fc: {outputs: 3}`,
    [6, 6, 1],
    3,
    {
      transform: { scale: 1 / 256 },
      dropin: { length: 4 },
      solver: { iterations: 6, batch, iter_size: iterSize, base_lr: 0.1, weight_decay: 0.01, ...more },
    },
  );
}

/** The images from number `first` on. */
function images(first: number, count: number): StepBatch {
  return {
    images: Uint8Array.from({ length: count * 36 }, (_, i) => ((first * 36 + i) * 7919) % 251),
    labels: Int32Array.from({ length: count }, (_, i) => ((first + i) * 5) % 3),
  };
}

/** Six iterations on the images in order, `iterSize` batches each, while the DropIn copies and after it. */
function train(program: Program, batch: number, iterSize: number): number[] {
  return Array.from({ length: 6 }, (_, iteration) => {
    const scalars = { learningRate: 0.1, iteration, copied: [Math.max(0, 144 - 36 * iteration)] };
    return trainIteration(program, iterSize, scalars, (number) => images(number * batch, batch));
  });
}

async function trained(batch: number, iterSize: number, more: object = {}, layers = '') {
  const built = network(batch, iterSize, more, layers);
  const program = await open(built);
  program.initialize(1);
  return { losses: train(program, batch, iterSize), state: await stateOf(program, built) };
}

function largestDifference(a: Arrays, b: Arrays): number {
  return Math.max(
    ...Object.entries(a).flatMap(([name, values]) => [...values].map((x, i) => Math.abs(x - b[name]![i]!))),
  );
}

describe('iter_size batches of b images train as one batch of iter_size · b', () => {
  it.each<[string, object]>([
    ['sgd with weight decay', {}],
    ['clipped: the limit is on the average', { clip_gradients: 0.3 }],
    ['adam', { type: 'adam', delta: 1e-3 }],
    ['rmsprop', { type: 'rmsprop', delta: 1e-2 }],
  ])('%s', async (_, more) => {
    const whole = await trained(2 * BATCH, 1, more);
    const halves = await trained(BATCH, 2, more);
    expect(Object.keys(halves.state)).toEqual(Object.keys(whole.state));
    expect(largestDifference(halves.state, whole.state)).toBeLessThan(1e-6);
    halves.losses.forEach((loss, i) => {
      expect(Math.abs(loss - whole.losses[i]!)).toBeLessThan(1e-6);
    });
  });

  it('quarters', async () => {
    const [whole, quarters] = [await trained(8, 1), await trained(2, 4)];
    expect(largestDifference(quarters.state, whole.state)).toBeLessThan(1e-6);
  });
});

describe('iter_size', () => {
  it('starts an iteration afresh after a restore in the middle of one', async () => {
    const built = network(BATCH, 2);
    const program = await open(built);
    program.initialize(1);
    const prefix = join(folder(), 'checkpoint');
    program.save(prefix);
    train(program, BATCH, 2);
    const expected = await stateOf(program, built);
    program.accumulate(images(0, BATCH), { learningRate: 0.1, iteration: 6, copied: [0] });
    program.restore(prefix);
    train(program, BATCH, 2);
    expect(await stateOf(program, built)).toEqual(expected);
  });

  it('updates the running averages of batch normalization after each batch, as Caffe does', async () => {
    const { state } = await trained(BATCH, 2, {}, '\n- batch_norm: {name: bn}');
    const weights = [...state['bn/running_weight']!];
    // Caffe's moving_average_fraction 0.999: w ← 0.999·w + 1, for 12 batches.
    const expected = Array.from({ length: 12 }).reduce<number>((w) => 0.999 * w + 1, 0);
    expect(weights[0]!).toBeCloseTo(expected, 4);
  });

  it('draws other dropout masks in each batch of an iteration, and the same when repeated', async () => {
    const built = network(BATCH, 3, {}, '\n- dropout: {ratio: 0.5}');
    const program = await open(built);
    program.initialize(1);
    const lossOf = (batchNumber: number) =>
      program.accumulate(images(0, BATCH), { learningRate: 0, iteration: 0, batchNumber, copied: [0] }).loss;
    const losses = [0, 1, 0, 1].map(lossOf);
    expect(losses[0]).not.toBe(losses[1]);
    expect(losses.slice(0, 2)).toEqual(losses.slice(2));
  });
});
