import { expect, it } from 'vitest';
import { warmStartsOf } from '../../../src/network/init-from.js';
import { networkOf } from './helpers.js';

const shallow = networkOf(`
- conv: {outputs: 4, kernel: 5}
- fc: {name: scores, outputs: 10}`);
const deep = networkOf(`
- block: {conv: conv1, outputs: 4, kernel: 5, added: 1}
- fc: {name: scores, outputs: 10}`);

it('takes layers of the same name', () => {
  expect(warmStartsOf(deep, shallow, { run: 'results/shallow' })).toEqual([
    { parameter: 'scores/weights', source: 'scores/weights' },
    { parameter: 'scores/biases', source: 'scores/biases' },
  ]);
});

it('takes the layers that are named, and these alone', () => {
  expect(warmStartsOf(deep, shallow, { run: 'r', layers: { conv1_1: 'conv1' } })).toEqual([
    { parameter: 'conv1_1/weights', source: 'conv1/weights' },
    { parameter: 'conv1_1/biases', source: 'conv1/biases' },
  ]);
});

function complaint(layers: Record<string, string> | undefined, source = shallow): string {
  try {
    warmStartsOf(deep, source, { run: 'results/shallow', layers });
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

it('names every layer that is missing, on either side, and both of unequal shapes', () => {
  const layers = { conv1_3: 'conv1', scores: 'score', conv1_2: 'conv1' };
  expect(complaint(layers).split('\n')).toEqual([
    'init_from.layers.conv1_3: expected a trained layer of this network, found "conv1_3"',
    'init_from.layers.scores: expected a trained layer of results/shallow, found "score"',
    'init_from.layers.conv1_2: expected layers of equal shapes, found conv1_2 with weights 3×3×4×4, biases 4 and, in results/shallow, conv1 with weights 5×5×1×4, biases 4',
  ]);
});

it('refuses a run of which nothing fits by name', () => {
  const stranger = networkOf('[{fc: {name: other, outputs: 10}}]');
  expect(complaint(undefined, stranger)).toBe(
    'init_from.run: expected a run with trained layers named like this network’s, found other',
  );
});
