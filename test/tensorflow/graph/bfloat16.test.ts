import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backprop } from '../../../src/graph/backprop.js';
import type { Graph } from '../../../src/graph/graph.js';
import type { Tensor } from '../../../src/graph/node.js';
import { biasAdd } from '../../../src/graph/ops/bias-add.js';
import { cast } from '../../../src/graph/ops/cast.js';
import { conv2d, depthwiseConv2d } from '../../../src/graph/ops/conv2d.js';
import { full } from '../../../src/graph/ops/fill.js';
import { matmul } from '../../../src/graph/ops/matmul.js';
import { reduce } from '../../../src/graph/ops/reduce.js';
import { resize } from '../../../src/graph/ops/resize.js';
import { checkpointShapes, readCheckpoint, type Arrays } from './helpers/checkpoint.js';
import { build, folder, lenet, open, type Built } from './helpers/networks.js';
import { hash32 } from './helpers/numbers.js';
import { runOnce } from './helpers/session.js';

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
 * Bound for networks with kinks: a few ε of the ReLUs and of the maxima of pools switch sides by rounding, most of them maxima
 * that rounding makes equal. If a fraction f switches, the gradient changes by about √f. The gradients of single layers are
 * checked more closely.
 */
const BOUND = 6 * Math.sqrt(2 ** -8);

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

describe('sums of thousands of ones are exact but for a rounding', () => {
  const ones = (graph: Graph, shape: readonly number[]) => cast(graph, full(graph, shape, 1), 'bfloat16');
  const window = { stride: [1, 1], pad: [0, 0] } as const;
  /** The gradient of the sum of `y` with respect to `x`, which are a layer's output and its weights or input. */
  const cases: Readonly<Record<string, (graph: Graph) => { x: Tensor; y: Tensor; count: number }>> = {
    'the filter of a convolution': (graph) => {
      const x = ones(graph, [3, 3, 4, 8]);
      return { x, y: conv2d(graph, ones(graph, [32, 30, 30, 4]), x, window), count: 32 * 28 * 28 };
    },
    'the input of a convolution': (graph) => {
      const x = ones(graph, [2, 3, 3, 4]);
      return { x, y: conv2d(graph, x, ones(graph, [3, 3, 4, 5000]), window), count: 5000 };
    },
    'the filter of a depthwise convolution': (graph) => {
      const x = ones(graph, [3, 3, 4, 1]);
      return { x, y: depthwiseConv2d(graph, ones(graph, [32, 30, 30, 4]), x, window), count: 32 * 28 * 28 };
    },
    'the weights of a matrix product': (graph) => {
      const x = ones(graph, [4, 3]);
      return { x, y: matmul(graph, ones(graph, [4096, 4]), x), count: 4096 };
    },
    biases: (graph) => {
      const x = ones(graph, [4]);
      return { x, y: biasAdd(graph, ones(graph, [32, 28, 28, 4]), x), count: 32 * 28 * 28 };
    },
    'the input of a nearest-neighbour resize': (graph) => {
      const x = ones(graph, [1, 4, 4, 2]);
      return { x, y: resize(graph, x, { method: 'nearest', height: 256, width: 256 }), count: 64 * 64 };
    },
  };
  it.each(Object.keys(cases))('the gradient of %s', async (name) => {
    let expected = 0;
    const [gradient] = await runOnce({}, (graph) => {
      const { x, y, count } = cases[name]!(graph);
      expected = count;
      return {
        inputs: {},
        outputs: [
          cast(graph, backprop(graph, reduce(graph, 'Sum', cast(graph, y, 'float32')), [x])[0]!, 'float32'),
        ],
      };
    });
    for (const value of gradient!) expect(Math.abs(value / expected - 1)).toBeLessThanOrEqual(2 ** -8);
  });

  it('the output of a convolution and of a matrix product', async () => {
    const outputs = await runOnce({}, (graph) => ({
      inputs: {},
      outputs: [
        conv2d(graph, ones(graph, [1, 3, 3, 512]), ones(graph, [3, 3, 512, 2]), window),
        depthwiseConv2d(graph, ones(graph, [1, 31, 31, 2]), ones(graph, [31, 31, 2, 1]), window),
        matmul(graph, ones(graph, [2, 9216]), ones(graph, [9216, 2])),
      ].map((y) => cast(graph, y, 'float32')),
    }));
    expect(outputs.map(([value]) => value)).toEqual([4608, 960, 9216]);
  });
});
