import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Program, StepBatch } from '../../../src/engine/program.js';
import { scheduledLayers } from '../../../src/network/scheduled.js';
import { elementCount } from '../../../src/common/shapes.js';
import { stateOf, type Arrays } from './helpers/checkpoint.js';
import { build, folder, lenet, open, type Built } from './helpers/networks.js';
import { trainIteration } from './helpers/training.js';

// TensorFlow reads it when it is loaded, which is after this.
beforeAll(() => {
  process.env.DROPIN_CPU_DEVICES = '4';
});

const BATCH = 16;
const STEPS = 6;
const solver = { iterations: STEPS, batch: BATCH, base_lr: 0.01, weight_decay: 0.0005 };

/** The images of a batch, `rows` of them. */
function images(
  { network }: Built,
  iteration: number,
  rows: readonly [number, number] = [0, BATCH],
): StepBatch {
  const size = elementCount(network.inputShape);
  const [from, to] = rows;
  const first = iteration * BATCH;
  return {
    images: Uint8Array.from(
      { length: (to - from) * size },
      (_, i) => (((first + from) * size + i) * 7919) % 251,
    ),
    labels: Int32Array.from({ length: to - from }, (_, i) => ((first + from + i) * 7) % network.classes),
    boxes: Float32Array.from({ length: 4 * (to - from) }, (_, i) => {
      const shift = ((first + from + Math.floor(i / 4)) % 3) / 10;
      return i % 4 < 2 ? shift : shift + 0.8;
    }),
  };
}

/** Copied units while the DropIns' ramps last: all at first, none in the last step. */
function copiedAt({ network }: Built, iteration: number): number[] {
  return scheduledLayers(network).map(({ name }) => {
    const { outputShape } = network.layers.find(({ layer }) => layer.name === name)!;
    return Math.ceil(elementCount(outputShape) * Math.max(0, 1 - iteration / (STEPS - 1)));
  });
}

function train(program: Program, built: Built, from = 0, to = STEPS): number[] {
  const batches = built.spec.solver.iter_size;
  return Array.from({ length: to - from }, (_, step) => {
    const iteration = from + step;
    const scalars = { learningRate: 0.01, iteration, copied: copiedAt(built, iteration) };
    return trainIteration(program, batches, scalars, (number) => images(built, number));
  });
}

async function started(built: Built, devices: number): Promise<Program> {
  const program = await open(built, devices);
  program.initialize(1);
  if (built.spec.transform.mean === 'image') {
    const shape = [8, 8, 3] as const;
    const values = Float32Array.from({ length: elementCount(shape) }, (_, i) => 100 + (i % 50));
    program.setMean({ shape, values });
  }
  return program;
}

async function trained(built: Built, devices: number) {
  const program = await started(built, devices);
  return { losses: train(program, built), state: await stateOf(program, built) };
}

function largestDifference(a: Arrays, b: Arrays): number {
  expect(Object.keys(a)).toEqual(Object.keys(b));
  let largest = 0;
  for (const [name, values] of Object.entries(a))
    values.forEach((x, i) => (largest = Math.max(largest, Math.abs(x - b[name]![i]!))));
  return largest;
}

const small = (more: object, layers = '') =>
  build(
    `
- block: {conv: conv1, outputs: 4, kernel: 3, pad: 1, added: 1, added_kernel: 3, activation: relu}
- pool: {type: max, kernel: 2, stride: 2}${layers}
- fc: {outputs: 7}`,
    [8, 8, 3],
    7,
    { transform: { scale: 1 / 256 }, dropin: { length: 4 }, solver, ...more },
  );

const networks: Record<string, () => Built> = {
  'LeNet(10) in the ramp of its DropIns': () => lenet(4, { dropin: { length: STEPS }, solver }),
  'dropout: each image has the mask that it has on one device': () => small({}, '\n- dropout: {ratio: 0.5}'),
  'regularizing DropIn, drawn for each image': () =>
    small({ dropin: { mode: 'regularizing', ratio: 0.6, draw: 'image' } }),
  'regularizing DropIn, drawn for the batch': () =>
    small({ dropin: { mode: 'regularizing', ratio: 0.6, draw: 'batch' } }),
  'a DropIn that has not begun in the first step': () => small({ dropin: { length: 3, start: 2 } }),
  'two batches an iteration, with dropout': () =>
    small({ solver: { ...solver, iter_size: 2 } }, '\n- dropout: {ratio: 0.5}'),
  'clipped gradients and adam': () =>
    small({ solver: { ...solver, type: 'adam', delta: 1e-3, clip_gradients: 1 } }),
  'the mean image cropped with each image': () =>
    small({ transform: { mean: 'image', crop: 6, scale: 1 / 256 } }),
};

describe('as on one device', () => {
  it.each(Object.keys(networks).flatMap((name) => [2, 4].map((devices) => [devices, name] as const)))(
    '%i devices train %s',
    async (devices, name) => {
      const built = networks[name]!();
      const [one, several] = [await trained(built, 1), await trained(built, devices)];
      expect(largestDifference(several.state, one.state)).toBeLessThan(1e-5);
      several.losses.forEach((loss, i) => {
        expect(Math.abs(loss - one.losses[i]!)).toBeLessThan(1e-5);
      });
      expect(one.losses.at(-1)).not.toBe(one.losses[0]);
    },
  );
});

it('repeats are equal to the bit', async () => {
  const built = networks['LeNet(10) in the ramp of its DropIns']!();
  expect(await trained(built, 4)).toEqual(await trained(built, 4));
});

it.each([
  [4, 1],
  [1, 2],
])('a checkpoint of %i devices continues on %i', async (before, after) => {
  const built = small({}, '\n- dropout: {ratio: 0.5}');
  const { state } = await trained(built, 1);
  const first = await started(built, before);
  train(first, built, 0, 3);
  const prefix = join(folder(), 'checkpoint');
  first.save(prefix);
  const second = await open(built, after);
  second.restore(prefix);
  train(second, built, 3, STEPS);
  expect(largestDifference(await stateOf(second, built), state)).toBeLessThan(1e-5);
});

it('norms are those of the whole batch', async () => {
  const built = small({ norms: { interval: 1 } });
  const [one, two] = [await started(built, 1), await started(built, 2)].map((program) =>
    program.measuredStep(images(built, 0), { learningRate: 0.01, iteration: 0, copied: copiedAt(built, 2) }),
  );
  expect(one!.norms.length).toBeGreaterThan(1);
  one!.norms.forEach((norms, i) => {
    for (const name of ['activation', 'gradient', 'update', 'weight'] as const)
      expect(two!.norms[i]![name]).toBeCloseTo(norms[name]!, 5);
  });
});

describe('batch normalization', () => {
  const layers = '\n- batch_norm: {name: bn}';

  it('normalizes by the statistics of each device’s images', async () => {
    const built = small({}, layers);
    const half = small({ solver: { ...solver, batch: BATCH / 2 } }, layers);
    const scalars = { learningRate: 0.01, iteration: 0, copied: copiedAt(built, 2) };
    const lossOf = async (own: Built, devices: number, rows: readonly [number, number]) =>
      (await started(own, devices)).trainStep(images(own, 0, rows), scalars).loss;
    const halves = [await lossOf(half, 1, [0, 8]), await lossOf(half, 1, [8, 16])] as const;
    expect(await lossOf(built, 2, [0, 16])).toBeCloseTo((halves[0] + halves[1]) / 2, 6);
    expect(Math.abs(halves[0] - halves[1])).toBeGreaterThan(1e-3);
  });

  it('keeps the running statistics of the first device', async () => {
    const built = small({}, layers);
    const half = small({ solver: { ...solver, batch: BATCH / 2 } }, layers);
    const scalars = { learningRate: 0.01, iteration: 0, copied: copiedAt(built, 2) };
    const [two, first] = [await started(built, 2), await started(half, 1)];
    two.trainStep(images(built, 0), scalars);
    first.trainStep(images(half, 0, [0, 8]), scalars);
    const [states, expected] = [await stateOf(two, built), await stateOf(first, half)];
    for (const name of ['bn/running_mean', 'bn/running_variance', 'bn/running_weight'])
      expect([...states[name]!]).toEqual([...expected[name]!]);
  });
});

it('more devices than TensorFlow has are refused', async () => {
  await expect(open(small({}), 8)).rejects.toThrow(
    expect.objectContaining({
      message: 'TensorFlow has 4 CPUs, fewer than the run asks for: lower --gpus',
      exitCode: 4,
    }),
  );
});
