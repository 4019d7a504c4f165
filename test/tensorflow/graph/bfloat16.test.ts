import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointShapes, readCheckpoint, type Arrays } from './helpers/checkpoint.js';
import { build, folder, lenet, open, type Built } from './helpers/networks.js';
import { hash32 } from './helpers/numbers.js';

const SIZE = 12;

/** Layers of every type that computes in bfloat16, and of those that do not. */
const EVERY_TYPE = `
- conv: {name: a, outputs: 6, kernel: 3, pad: 1, activation: relu}
- conv: {name: b, outputs: 6, kernel: 3, pad: 1, groups: 2, activation: leaky_relu}
- dropin: {name: b_in, new: b, from: a, length: 10}
- conv: {name: c, outputs: 6, kernel: 3, pad: 1, groups: 6, activation: elu}
- lrn: {size: 3, alpha: 0.5}
- pool: {name: max, type: max, kernel: 3, stride: 2}
- conv: {name: d, outputs: 8, kernel: [1, 3], pad: [0, 1], bias: false, batch_norm: {}, activation: gelu}
- conv: {name: e, outputs: 8, kernel: 3, pad: 1, activation: tanh}
- add: {name: sum, inputs: [d, e]}
- lrn: {size: 3, alpha: 0.5, region: within_channel}
- pool: {type: average, kernel: 3, stride: 2, pad: 1}
- conv: {name: f, outputs: 8, kernel: 1, activation: sigmoid}
- dropin: {name: f_in, new: f, from: b, resize: true, length: 10}
- conv: {name: g, outputs: 5, kernel: 1, activation: gelu_tanh}
- dropout: {ratio: 0.5}
- fc: {name: h, outputs: 9, activation: relu}
- fc: {name: i, outputs: 4}`;

const solver = { iterations: 10, batch: 4, base_lr: 1, momentum: 0 };

function everyType(precision: string): Built {
  const more = { transform: { scale: 1 / 128 }, solver: { ...solver, precision } };
  return build(EVERY_TYPE, [SIZE, SIZE, 3], 4, more);
}

function batch(step: number, pixels: number, classes: number) {
  return {
    images: Uint8Array.from({ length: 4 * pixels }, (_, i) => hash32(i, step + 1) & 255),
    labels: Int32Array.from({ length: 4 }, (_, i) => (3 * i + step) % classes),
  };
}

/** The change of every weight by one step of gradient descent with learning rate 1, which is minus its gradient. */
async function gradients(built: Built, copied: readonly number[]): Promise<Arrays> {
  const [kept, program] = [folder(), await open(built)];
  const shapes = checkpointShapes(built);
  program.initialize(4);
  program.save(join(kept, 'before'));
  const { network } = built;
  const pixels = network.inputShape.reduce((product, size) => product * size, 1);
  program.trainStep(batch(0, pixels, network.classes), { learningRate: 1, iteration: 3, copied });
  program.save(join(kept, 'after'));
  const [before, after] = [
    await readCheckpoint(join(kept, 'before'), shapes),
    await readCheckpoint(join(kept, 'after'), shapes),
  ];
  const parameters = network.layers.flatMap((layer) => layer.parameters.map(({ name }) => name));
  return Object.fromEntries(
    parameters.map((name) => [name, before[name]!.map((value, i) => value - after[name]![i]!)]),
  );
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** ‖a − b‖ / ‖b‖ */
function relative(a: Float32Array, b: Float32Array): number {
  return norm(a.map((value, i) => value - b[i]!)) / norm(b);
}

/**
 * Bound for networks with kinks: about a fraction ε of the ReLUs and of the maxima of pools switches sides by rounding, which
 * changes the gradient by a fraction of about √ε. The gradients of single layers are checked more closely.
 */
const BOUND = 4 * Math.sqrt(2 ** -8);

describe('gradients of whole networks in bfloat16 agree with those in float32', () => {
  const lenetAt = (precision: string) =>
    lenet(3, { transform: { scale: 1 / 128 }, solver: { ...solver, precision } });
  it.each<[string, (precision: string) => Built, number[]]>([
    ['LeNet(3)+DropIn, nothing copied', lenetAt, [0, 0, 0, 0]],
    ['LeNet(3)+DropIn, half of each layer copied, channels skipped', lenetAt, [5000, 5760, 1600, 1601]],
    ['layers of every type', everyType, [0, 0]],
    ['layers of every type, units copied', everyType, [300, 33]],
  ])('%s', async (_name, networkAt, copied) => {
    const exact = await gradients(networkAt('float32'), copied);
    const rounded = await gradients(networkAt('bfloat16'), copied);
    for (const [name, gradient] of Object.entries(exact)) {
      const error = relative(rounded[name]!, gradient);
      expect(error, name).toBeLessThan(BOUND);
      expect(error, `${name} is computed in float32`).toBeGreaterThan(0);
    }
  });
});
