import { expect, it } from 'vitest';
import { correctInTopK } from '../../../src/graph/accuracy.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { prediction } from '../../../src/train/confusion.js';
import { build, lenet, open } from './helpers/networks.js';
import { runOnce } from './helpers/session.js';

/** For each label: whether it is among the k predictions from the logits. */
async function correct(logits: readonly number[], labels: readonly number[], k: number): Promise<number[]> {
  const shape = [labels.length, logits.length];
  const rows = labels.flatMap(() => logits);
  const [result] = await runOnce(
    { logits: Float32Array.from(rows), labels: Int32Array.from(labels) },
    (graph) => {
      const inputs = {
        logits: placeholder(graph, 'logits', 'float32', shape),
        labels: placeholder(graph, 'labels', 'int32', [labels.length]),
      };
      return { inputs, outputs: [correctInTopK(graph, inputs.logits, inputs.labels, k)] };
    },
  );
  return [...result!];
}

const each = [0, 1, 2, 3, 4, 5, 6];

it.each([
  ['distinct logits, top 1: the greatest', [1, 5, 2, 4, 3, 0, -1], 1, [0, 1, 0, 0, 0, 0, 0]],
  ['distinct logits, top 5: all but the two least', [1, 5, 2, 4, 3, 0, -1], 5, [1, 1, 1, 1, 1, 0, 0]],
  ['equal logits, top 1: one class, the last', [2, 2, 2, 2, 2, 2, 2], 1, [0, 0, 0, 0, 0, 0, 1]],
  ['equal logits, top 5: five classes, the last', [2, 2, 2, 2, 2, 2, 2], 5, [0, 0, 1, 1, 1, 1, 1]],
  ['two equal and greatest, top 1: the later', [1, 9, 1, 9, 1, 1, 1], 1, [0, 0, 0, 1, 0, 0, 0]],
  ['ties across the fifth place: the later of them', [9, 8, 1, 1, 1, 1, 7], 5, [1, 1, 0, 0, 1, 1, 1]],
  ['0 and −0 are equal', [0, -0, 0, -0, -1, -1, -1], 1, [0, 0, 0, 1, 0, 0, 0]],
  ['NaN for one class: every label is wrong', [1, 5, NaN, 4, 3, 0, -1], 1, [0, 0, 0, 0, 0, 0, 0]],
  ['NaN for one class, top 5: every label is wrong', [1, 5, NaN, 4, 3, 0, -1], 5, [0, 0, 0, 0, 0, 0, 0]],
  ['NaN for all classes', [NaN, NaN, NaN, NaN, NaN, NaN, NaN], 5, [0, 0, 0, 0, 0, 0, 0]],
  [
    'an infinite logit, top 5: the other classes are wrong',
    [1, Infinity, 2, 4, 3, 0, -1],
    5,
    [0, 1, 0, 0, 0, 0, 0],
  ],
])('%s', async (_case, logits, k, expected) => {
  expect(await correct(logits, each, k)).toEqual(expected);
});

it.each([
  ['distinct logits', [1, 5, 2, 4, 3, 0, -1]],
  ['equal logits', [2, 2, 2, 2, 2, 2, 2]],
  ['two equal and greatest', [1, 9, 1, 9, 1, 1, 1]],
  ['0 and −0', [0, -0, 0, -0, -1, -1, -1]],
  ['NaN for one class', [1, 5, NaN, 4, 3, 0, -1]],
  ['an infinite logit', [1, Infinity, 2, 4, 3, 0, -1]],
  ['a negative infinite logit', [1, -Infinity, 2, 4, 3, 0, -1]],
])(
  'the prediction of an image equals its label exactly if the graph counts it as correct: %s',
  async (_case, logits) => {
    const predicted = each.map((label) => prediction(Float32Array.from(logits), label));
    expect(predicted.map((number, label) => Number(number === label))).toEqual(
      await correct(logits, each, 1),
    );
  },
);

it('two classes, equal logits: the second is predicted', async () => {
  expect(await correct([3, 3], [0, 1], 1)).toEqual([0, 1]);
});

it('two classes, top 5: every label is counted, except with a NaN logit', async () => {
  expect(await correct([3, 3], [0, 1], 5)).toEqual([1, 1]);
  expect(await correct([3, NaN], [0, 1], 5)).toEqual([0, 0]);
});

const step = { learningRate: 0, iteration: 0, copied: [] };

it('zero weights: training and test accuracy are 10%', async () => {
  const program = await open(
    build('- fc: {outputs: 10, weight_filler: {type: constant, value: 0}}', [1, 1, 1], 10, {
      solver: { iterations: 1, batch: 10, base_lr: 0.01 },
    }),
  );
  program.initialize(1);
  const batch = {
    images: Uint8Array.from({ length: 10 }, (_, i) => 20 * i),
    labels: Int32Array.from({ length: 10 }, (_, i) => i),
  };
  expect(program.trainStep(batch, step).accuracy).toBeCloseTo(0.1, 6);
  expect(program.evaluate(batch, [])).toMatchObject({ correct: 1, correctTop5: 5 });
});

it('LeNet(50) without DropIn at iteration 0, whose logits are all 0: 10% accuracy for ten digits, not 100%', async () => {
  const program = await open(
    lenet(
      24,
      { dropin: { mode: 'none' }, solver: { iterations: 1, batch: 10, base_lr: 0.01 } },
      ', weight_filler: {type: gaussian, std: 0.01}',
    ),
  );
  program.initialize(1);
  const images = Uint8Array.from({ length: 10 * 784 }, (_, i) => (i * 37) % 256);
  const batch = { images, labels: Int32Array.from({ length: 10 }, (_, i) => i) };
  expect(program.evaluate(batch, [])).toMatchObject({ correct: 1, correctTop5: 5 });
  expect(program.trainStep(batch, step).accuracy).toBeCloseTo(0.1, 6);
});

it('black images, two classes: half of them are correct, and top 5 is not measured', async () => {
  const program = await open(build('- fc: {outputs: 2}', [2, 2, 1], 2));
  program.initialize(1);
  const batch = { images: new Uint8Array(4 * 4), labels: Int32Array.of(0, 1, 0, 1) };
  expect(program.evaluate(batch, [])).toMatchObject({ correct: 2, correctTop5: undefined });
  expect(program.trainStep(batch, step).accuracy).toBe(0.5);
});
