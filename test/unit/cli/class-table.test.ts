import { expect, it } from 'vitest';
import { classTable } from '../../../src/cli/commands/eval/class-table.js';
import { confusionRows, predictionRow } from '../../../src/cli/commands/eval/csv-rows.js';
import { Confusion } from '../../../src/train/confusion.js';

/** Images of each pair [label, predicted class]. */
function confusionOf(classes: number, pairs: readonly (readonly [number, number | undefined])[]) {
  const confusion = new Confusion(classes);
  for (const [label, predicted] of pairs) confusion.add(label, predicted);
  return confusion.results();
}

const pets = ['ant', 'bee', 'cat'];

it('few classes: the confusion matrix, with a column of images without a prediction if there are any', () => {
  const classes = confusionOf(3, [
    [0, 0],
    [0, 1],
    [1, 1],
  ]);
  expect(classTable({ classNames: pets, classes }, Infinity)).toBe(
    'predicted class by true class:\n' +
      'true class  images  accuracy  0  1  2\n' +
      '0 ant            2    50.00%  1  1  0\n' +
      '1 bee            1   100.00%  0  1  0\n' +
      '2 cat            0         –  0  0  0\n',
  );
  const more = confusionOf(3, [[2, undefined]]);
  expect(classTable({ classNames: pets, classes: more }, Infinity)).toContain(
    'true class  images  accuracy  0  1  2  none\n',
  );
});

it('many classes: the ten worst, and what they are mistaken for', () => {
  const pairs = Array.from({ length: 20 }, (_, label): [number, number] => [label, label]);
  const classes = confusionOf(20, [...pairs, [7, 3], [7, 3], [7, 5], [7, 6], [4, 2]]);
  const classNames = Array.from({ length: 20 }, (_, number) => `n${number}`);
  const lines = classTable({ classNames, classes }, Infinity).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    'the 10 classes of the lowest accuracy, of 20:',
    'true class  images  accuracy  most often taken for',
    '7 n7             5    20.00%  3 n3 (2), 5 n5 (1)',
    '4 n4             2    50.00%  2 n2 (1)',
  ]);
  expect(lines).toHaveLength(2 + 10 + 1);
});

it('CSV: every true and predicted class, and the most probable classes of an image', () => {
  const classes = confusionOf(3, [
    [0, 0],
    [0, 1],
  ]);
  const evaluation = {
    iteration: 1,
    loss: 0,
    accuracy: 0.5,
    top5: undefined,
    images: 2,
    classNames: pets,
    classes,
  };
  expect(confusionRows(evaluation)).toEqual([
    ['true_class', 'images', 'accuracy', 'ant', 'bee', 'cat'],
    ['ant', 2, '0.500000', 1, 1, 0],
    ['bee', 0, undefined, 0, 0, 0],
    ['cat', 0, undefined, 0, 0, 0],
  ]);
  const logits = Float32Array.of(0, Math.log(6), 0);
  const none = undefined;
  expect(predictionRow({ index: 4, file: 'test/ant/1.png', label: 0, predicted: 1, logits }, pets)).toEqual([
    ...[4, 'test/ant/1.png', 'ant', 'bee'],
    ...['bee', '0.750000', 'cat', '0.125000', 'ant', '0.125000', none, none, none, none],
  ]);
});
