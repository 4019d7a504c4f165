import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../../src/engine/program.js';
import { checkpointShapes, readCheckpoint } from './helpers/checkpoint.js';
import { build, folder, lenet, open } from './helpers/networks.js';
import { hash32 } from './helpers/numbers.js';

const copied = [5000, 1000];

/** Four images, different at every step. */
function batch(step: number) {
  return {
    images: Uint8Array.from({ length: 4 * 784 }, (_, i) => hash32(i, step + 1) & 255),
    labels: Int32Array.of(3, step % 10, 4, 1),
  };
}

/**
 * Trains an initialized network for six steps, and another program that restores its checkpoint after the third. Expects the
 * same results of both, and the same arrays. Returns the arrays by their names.
 */
async function expectResumes(
  built: ReturnType<typeof lenet>,
  first: Program,
  step: (program: Program, number: number) => unknown,
) {
  const [kept, second] = [folder(), await open(built)];
  for (let number = 0; number < 3; number++) step(first, number);
  first.save(join(kept, 'middle'));
  const unbroken = [3, 4, 5].map((number) => step(first, number));
  second.restore(join(kept, 'middle'));
  expect([3, 4, 5].map((number) => step(second, number))).toEqual(unbroken);

  first.save(join(kept, 'first'));
  second.save(join(kept, 'second'));
  const shapes = checkpointShapes(built);
  const arrays = await readCheckpoint(join(kept, 'first'), shapes);
  expect(await readCheckpoint(join(kept, 'second'), shapes)).toEqual(arrays);
  return arrays;
}

describe('checkpoints', () => {
  it('resume training as if it had not stopped', async () => {
    const program = await open(lenet(1));
    program.initialize(4);
    await expectResumes(
      lenet(1),
      program,
      (program, number) =>
        program.trainStep(batch(number), { learningRate: 0.01, iteration: 0, copied }).loss,
    );
  });

  it('resume training in bfloat16 to the last bit', async () => {
    const built = lenet(1, {
      solver: { iterations: 10, batch: 4, base_lr: 0.01, precision: 'bfloat16' },
    });
    const program = await open(built);
    program.initialize(4);
    await expectResumes(
      built,
      program,
      (program, number) =>
        program.trainStep(batch(number), { learningRate: 0.01, iteration: 0, copied }).loss,
    );
  });

  it('hold the running statistics of batch normalization, and resume with them to the last bit', async () => {
    const built = build(
      `
- conv: {name: conv, outputs: 3, kernel: 5, stride: 4, bias: false, batch_norm: {moving_average_fraction: 0.9}, activation: relu}
- fc: {name: fc, outputs: 10, batch_norm: {moving_average: plain, affine: false}}`,
      [28, 28, 1],
      10,
      { transform: { scale: 1 / 256 } },
    );
    const [kept, program] = [folder(), await open(built)];
    program.initialize(4);
    program.save(join(kept, 'start'));
    const start = await readCheckpoint(join(kept, 'start'), checkpointShapes(built));
    expect(Object.keys(start).filter((name) => name.includes('running'))).toEqual([
      'conv/batch_norm/running_mean',
      'conv/batch_norm/running_variance',
      'conv/batch_norm/running_weight',
      'fc/batch_norm/running_mean',
      'fc/batch_norm/running_variance',
    ]);
    expect([...start['conv/batch_norm/running_mean']!]).toEqual([0, 0, 0]);
    expect([...start['conv/batch_norm/running_variance']!]).toEqual([1, 1, 1]);
    expect([...start['conv/batch_norm/running_weight']!]).toEqual([0]);

    const end = await expectResumes(built, program, (program, number) => [
      program.trainStep(batch(number), { learningRate: 0.1, iteration: number, copied: [] }).loss,
      program.evaluate(batch(9), []).lossSum,
    ]);
    expect(end['conv/batch_norm/running_weight']![0]).toBeCloseTo((1 - 0.9 ** 6) / 0.1, 5);
  });

  it('consist of TensorFlow’s two files, with named weights and momentum', async () => {
    const kept = folder();
    const program = await open(lenet(1));
    program.initialize(4);
    program.save(join(kept, 'iteration-7'));
    expect(readdirSync(kept).sort()).toEqual(['iteration-7.data-00000-of-00001', 'iteration-7.index']);
    const shapes = checkpointShapes(lenet(1));
    expect(Object.keys(shapes)).toHaveLength(24);
    expect(shapes['conv2_2/weights/momentum']).toEqual([3, 3, 50, 50]);
    const arrays = await readCheckpoint(join(kept, 'iteration-7'), shapes);
    expect(new Set(arrays['conv2_2/weights/momentum'])).toEqual(new Set([0]));
  });

  it('of another network are refused, naming a missing array', async () => {
    const kept = folder();
    const shallow = await open(lenet(0));
    shallow.initialize(1);
    shallow.save(join(kept, 'shallow'));
    const deep = await open(lenet(1));
    expect(() => {
      deep.restore(join(kept, 'shallow'));
    }).toThrow(/conv\d_2\/(weights|biases)(\/momentum)? not found in checkpoint/);
  });

  it('that do not exist are refused, naming the file', async () => {
    const program = await open(lenet(0));
    expect(() => {
      program.restore('/nowhere/checkpoint');
    }).toThrow('/nowhere/checkpoint');
  });
});
