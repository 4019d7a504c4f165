import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { elementCount } from '../../../src/common/shapes.js';
import { onDevice } from '../../../src/engine/on-device.js';
import { openSession } from '../../../src/engine/session.js';
import { compile } from '../../../src/graph/compile.js';
import { nodesOf } from '../../../src/graph/signature-nodes.js';
import { skippedChannels, skippingConvs } from '../../../src/graph/skipping.js';
import { scheduledLayers } from '../../../src/network/scheduled.js';
import { checkpointShapes, readCheckpoint } from './helpers/checkpoint.js';
import { build, folder, lenet } from './helpers/networks.js';
import { hash32 } from './helpers/numbers.js';

const solver = { iterations: 3, batch: 4, base_lr: 0.01, momentum: 0.9, weight_decay: 0.1 };
const mixed = build(
  `
- conv: {name: a, outputs: 32, kernel: 3, pad: 1, activation: relu}
- conv: {name: b, outputs: 32, kernel: 3, pad: 1, groups: 2, activation: relu}
- dropin: {name: ab, new: b, from: a}
- pool: {type: max, kernel: 2, stride: 2}
- conv: {name: c, outputs: 32, kernel: 3, pad: 1, activation: relu}
- lrn: {name: norm, region: within_channel, size: 3}
- dropin: {name: bc, new: norm, from: pool1}
- fc: {name: d, outputs: 20, activation: relu}
- fc: {name: e, outputs: 20, activation: relu}
- dropin: {name: de, new: e, from: d}
- fc: {outputs: 5}`,
  [8, 8, 3],
  5,
  { solver, transform: { scale: 1 / 255 } },
);

/** Three steps and a test in one form of the graph, both on the CPU: losses, sums, weights and momentum. */
async function trained({ network, spec }: typeof mixed, form: 'cpu' | 'gpu', p: number) {
  const session = await openSession(onDevice(compile(network, spec), form));
  onTestFinished(() => {
    session.dispose();
  });
  const copied = scheduledLayers(network).map(({ units }) => Math.ceil((1 - p) * units));
  const pixels = { length: spec.solver.batch * elementCount(network.inputShape) };
  const feeds = {
    images: Uint8Array.from(pixels, (_, i) => hash32(i, 1) & 255),
    labels: Int32Array.from({ length: spec.solver.batch }, (_, i) => i % network.classes),
    learning_rate: Float32Array.of(0.01),
    iteration: Int32Array.of(0),
    copied: Int32Array.from(copied),
    skipped: skippedChannels(skippingConvs(network), copied),
  };
  session.run('init', { seed: Int32Array.of(1) });
  const losses = [1, 2, 3].map(() => session.run('train', feeds)[0]!);
  const sums = [...session.run('evaluate', feeds)];
  const prefix = join(folder(), 'checkpoint');
  session.run('save', { prefix });
  return { losses, sums, state: await readCheckpoint(prefix, checkpointShapes({ network, spec })) };
}

it.each([
  ['a network of every kind of DropIn', mixed, 0.1],
  ['with most channels computed', mixed, 0.8],
  ['LeNet', lenet(2), 0.4],
])('%s: on images as on rows, to the bit', async (_what, network, p) => {
  const [rows, images] = [await trained(network, 'cpu', p), await trained(network, 'gpu', p)];
  expect(images).toEqual(rows);
  expect(rows.losses.every(Number.isFinite)).toBe(true);
});

it('selects between images on a GPU, between rows on a CPU', () => {
  const compiled = compile(mixed.network, mixed.spec);
  const ranks = (['cpu', 'gpu'] as const).map((device) => {
    const { graph, signatures } = onDevice(compiled, device);
    return nodesOf(signatures.train, graph).flatMap(({ op, name, outputs }) =>
      op === 'SelectV2' && /\/(ab|bc|de)\//.test(name) ? outputs.map(({ shape }) => shape.length) : [],
    );
  });
  expect(ranks).toEqual([
    [2, 2, 2],
    [4, 4, 2],
  ]);
});
