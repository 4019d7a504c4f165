import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSession } from '../../../src/engine/session.js';
import { compile } from '../../../src/graph/compile.js';
import { skippedChannels, skippingConvs } from '../../../src/graph/skipping.js';
import { scheduledLayers } from '../../../src/network/scheduled.js';
import { checkpointShapes, readCheckpoint } from './helpers/checkpoint.js';
import { build, folder, lenet, type Built } from './helpers/networks.js';
import { hash32 } from './helpers/numbers.js';

const STEPS = 3;
const solver = { solver: { iterations: STEPS, batch: 4, base_lr: 0.01 } };

/** The losses of several steps from the same weights, and the weights and momentum afterwards. */
async function trained({ network, spec }: Built, p: number, how: 'masked' | 'skipped' | 'deep') {
  const session = await openSession(compile(network, spec));
  onTestFinished(() => {
    session.dispose();
  });
  const copied = scheduledLayers(network).map(({ units }) => Math.ceil((1 - p) * units));
  const skipped = skippedChannels(skippingConvs(network), copied);
  const feeds = {
    images: Uint8Array.from(
      { length: 4 * network.inputShape.reduce((a, b) => a * b) },
      (_, i) => hash32(i, 1) & 255,
    ),
    labels: Int32Array.of(3, 1, 4, 1),
    learning_rate: Float32Array.of(0.01),
    iteration: Int32Array.of(0),
    copied: Int32Array.from(copied),
    skipped: how === 'skipped' ? skipped : skipped.map(() => 0),
  };
  session.run('init', { seed: Int32Array.of(1) });
  const losses = Array.from(
    { length: STEPS },
    () => session.run(how === 'deep' ? 'train_deep' : 'train', feeds)[0]!,
  );
  const prefix = join(folder(), 'checkpoint');
  session.run('save', { prefix });
  const sums = session.run(how === 'deep' ? 'evaluate_deep' : 'evaluate', feeds);
  return {
    losses,
    sums: [...sums],
    state: await readCheckpoint(prefix, checkpointShapes({ network, spec })),
    skipped,
  };
}

const wide = build(
  `
- conv: {name: a, outputs: 32, kernel: 3, pad: 1, activation: relu}
- conv: {name: b, outputs: 32, kernel: 3, pad: 1, groups: 2, activation: relu}
- dropin: {name: ab, new: b, from: a}
- conv: {name: c, outputs: 32, kernel: 3, pad: 1, activation: relu}
- lrn: {name: norm, region: within_channel, size: 3}
- dropin: {name: bc, new: norm, from: ab}
- fc: {outputs: 5}`,
  [8, 8, 3],
  5,
  { ...solver, transform: { scale: 1 / 255 } },
);

describe('skipping copied channels changes numbers only by the order of float32 sums', () => {
  // At 0.75 and 0.875 only whole channels of `wide` are copied; at 0.4 and 0.7 also part of one.
  it.each([0, 0.1, 0.4, 0.7, 0.75, 0.875, 0.99])('p = %f', async (p) => {
    for (const built of [wide, lenet(2, solver)]) {
      const masked = await trained(built, p, 'masked');
      const skipped = await trained(built, p, 'skipped');
      expect(skipped.skipped.some((count) => count > 0)).toBe(p < 0.9);
      skipped.losses.forEach((loss, step) => {
        expect(loss).toBeCloseTo(masked.losses[step]!, 5);
      });
      for (const [name, values] of Object.entries(masked.state)) {
        const found = skipped.state[name]!;
        const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3);
        const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0);
        expect(worst / scale, name).toBeLessThan(1e-5);
      }
    }
  });
});

describe('the deep network gives the same numbers as masks that copy nothing', () => {
  it('after three steps', async () => {
    for (const built of [wide, lenet(2, solver)]) {
      const masked = await trained(built, 1, 'masked');
      const deep = await trained(built, 1, 'deep');
      expect(deep.losses).toEqual(masked.losses);
      expect(deep.sums).toEqual(masked.sums);
      expect(deep.state).toEqual(masked.state);
    }
  });

  it('with weight decay for a layer that is only copied from', async () => {
    const built = build(
      `
- conv: {name: copied, outputs: 2, kernel: 1}
- conv: {name: new, from: input, outputs: 2, kernel: 1}
- dropin: {name: d, new: new, from: copied}
- fc: {outputs: 5}`,
      [4, 4, 1],
      5,
      { solver: { ...solver.solver, weight_decay: 0.1, momentum: 0.9 } },
    );
    const masked = await trained(built, 1, 'masked');
    const deep = await trained(built, 1, 'deep');
    expect(deep.state).toEqual(masked.state);
  });
});
