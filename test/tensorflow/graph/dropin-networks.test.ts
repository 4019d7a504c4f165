import { join } from 'node:path';
import { expect, describe, it } from 'vitest';
import { checkpointShapes, readCheckpoint } from './helpers/checkpoint.js';
import { build, folder, lenet, open } from './helpers/networks.js';
import { hash32 } from './helpers/numbers.js';

const labels = Int32Array.of(3, 1, 4, 1);
const images = Uint8Array.from({ length: 4 * 784 }, (_, i) => hash32(i, 1) & 255);
const batch = { images, labels };
/** Units of the outputs of conv1 and conv2. */
const units = [24 * 24 * 20, 8 * 8 * 50] as const;

describe('at p = 0 a network equals the shallow one without the new layers', () => {
  it('LeNet(10)+DropIn has the loss of LeNet', async () => {
    const deep = await open(lenet(4));
    const shallow = await open(lenet(0));
    // Weights are seeded by their layer's name, so both start with the same ones.
    deep.initialize(5);
    shallow.initialize(5);
    const whole = deep.dropIns.map((name) => units[name.startsWith('dropin1') ? 0 : 1]);
    expect(whole).toHaveLength(8);
    const found = deep.evaluate(batch, whole);
    const expected = shallow.evaluate(batch, []);
    expect(found.lossSum).toBeCloseTo(expected.lossSum, 6);
    expect(found.correct).toBe(expected.correct);
    expect(deep.trainStep(batch, { learningRate: 0.01, iteration: 0, copied: whole }).loss).toBeCloseTo(
      shallow.trainStep(batch, { learningRate: 0.01, iteration: 0, copied: [] }).loss,
      6,
    );
    // With the new layers included, it is another network.
    const inside = deep.evaluate(
      batch,
      whole.map(() => 0),
    ).lossSum;
    expect(Math.abs(inside - expected.lossSum)).toBeGreaterThan(1e-3);
  });

  it('also while it trains, and the new layers do not change', async () => {
    const settings = { solver: { iterations: 5, batch: 4, base_lr: 0.01 } };
    const deep = await open(lenet(1, settings));
    const shallow = await open(lenet(0, settings));
    deep.initialize(2);
    shallow.initialize(2);
    const kept = folder();
    deep.save(join(kept, 'before'));
    for (let iteration = 0; iteration < 5; iteration++) {
      const found = deep.trainStep(batch, { learningRate: 0.01, iteration: 0, copied: [...units] }).loss;
      const expected = shallow.trainStep(batch, { learningRate: 0.01, iteration: 0, copied: [] }).loss;
      expect(found).toBeCloseTo(expected, 5);
    }
    deep.save(join(kept, 'after'));
    const shapes = checkpointShapes(lenet(1));
    const [before, after] = [
      await readCheckpoint(join(kept, 'before'), shapes),
      await readCheckpoint(join(kept, 'after'), shapes),
    ];
    for (const layer of ['conv1_2', 'conv2_2'])
      expect(after[`${layer}/weights`], layer).toEqual(before[`${layer}/weights`]);
    expect(after['conv1_1/weights']).not.toEqual(before['conv1_1/weights']);
  });
});

describe('at p = 1 a network equals the plain deep one', () => {
  it('has the loss of mode none', async () => {
    const dropin = await open(lenet(2));
    const plain = await open(lenet(2, { dropin: { mode: 'none' } }));
    expect(plain.dropIns).toEqual([]);
    dropin.initialize(5);
    plain.initialize(5);
    const found = dropin.evaluate(
      batch,
      dropin.dropIns.map(() => 0),
    );
    expect(found.lossSum).toBeCloseTo(plain.evaluate(batch, []).lossSum, 6);
  });
});

it('each DropIn uses its own number of copied units', async () => {
  const program = await open(
    build(
      `
- conv: {name: first, outputs: 2, kernel: 1}
- conv: {name: second, outputs: 2, kernel: 1}
- dropin: {name: a, new: second, from: first}
- conv: {name: third, outputs: 2, kernel: 1}
- dropin: {name: b, new: third, from: a}
- fc: {outputs: 2}`,
      [2, 2, 1],
      2,
    ),
  );
  program.initialize(1);
  expect(program.dropIns).toEqual(['a', 'b']);
  const pixels = { images: images.subarray(0, 16), labels: Int32Array.of(0, 1, 0, 1) };
  const losses = [
    [0, 0],
    [8, 0],
    [0, 8],
    [8, 8],
    [5, 0],
  ].map((copied) => program.evaluate(pixels, copied).lossSum);
  expect(new Set(losses).size).toBe(5);
});

it('a test batch of any size gives the sum over its images', async () => {
  const program = await open(lenet(1));
  program.initialize(3);
  const copied = [5000, 77];
  const whole = program.evaluate(batch, copied);
  const parts = [0, 1, 2, 3].map((n) =>
    program.evaluate(
      { images: images.subarray(n * 784, (n + 1) * 784), labels: labels.subarray(n, n + 1) },
      copied,
    ),
  );
  const sum = (field: 'lossSum' | 'correct' | 'correctTop5') =>
    parts.reduce((total, part) => total + part[field]!, 0);
  expect(whole.lossSum).toBeCloseTo(sum('lossSum'), 5);
  expect([whole.correct, whole.correctTop5]).toEqual([sum('correct'), sum('correctTop5')]);
  expect(whole.correctTop5).toBeGreaterThanOrEqual(whole.correct);
});
