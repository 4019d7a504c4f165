import { expect, it } from 'vitest';
import { warmStartsOf } from '../../../src/network/init-from.js';
import { networkOf } from './helpers.js';

const shallow = networkOf(`
- conv: {outputs: 4, kernel: 5}
- fc: {name: logits, outputs: 10}`);
const deep = networkOf(`
- block: {conv: conv1, outputs: 4, kernel: 5, added: 1}
- fc: {name: logits, outputs: 10}`);

it('uses layers with the same name', () => {
  expect(warmStartsOf(deep, shallow, { run: 'results/shallow' })).toEqual([
    { parameter: 'logits/weights', source: 'logits/weights' },
    { parameter: 'logits/biases', source: 'logits/biases' },
  ]);
});

it('uses only the named layers, if there are any', () => {
  expect(warmStartsOf(deep, shallow, { run: 'r', layers: { conv1_1: 'conv1' } })).toEqual([
    { parameter: 'conv1_1/weights', source: 'conv1/weights' },
    { parameter: 'conv1_1/biases', source: 'conv1/biases' },
  ]);
});

function messageOf(layers: Record<string, string> | undefined, source = shallow): string {
  try {
    warmStartsOf(deep, source, { run: 'results/shallow', layers });
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

it('reports every layer that is missing in either network, and unequal shapes', () => {
  const layers = { conv1_3: 'conv1', logits: 'logit', conv1_2: 'conv1' };
  expect(messageOf(layers).split('\n')).toEqual([
    'init_from.layers.conv1_3: expected a trained layer of this network, found "conv1_3"',
    'init_from.layers.logits: expected a trained layer of results/shallow, found "logit"',
    'init_from.layers.conv1_2: expected layers of equal shapes, found conv1_2 with weights 3×3×4×4, biases 4 and, in results/shallow, conv1 with weights 5×5×1×4, biases 4',
  ]);
});

it('refuses a run without any layer of the same name', () => {
  const stranger = networkOf('[{fc: {name: other, outputs: 10}}]');
  expect(messageOf(undefined, stranger)).toBe(
    'init_from.run: expected a run with trained layers named like this network’s, found other',
  );
});

it('takes the batch normalization of a layer with the layer', () => {
  const network = (first: string) =>
    networkOf(`
- conv: {name: ${first}, outputs: 4, kernel: 5, bias: false, batch_norm: true}
- batch_norm: {name: norm, affine: false, moving_average: plain}
- fc: {name: logits, outputs: 10, batch_norm: {affine: false}}`);
  const layers = { a: 'b', norm: 'norm' };
  expect(
    warmStartsOf(network('a'), network('b'), { run: 'r', layers }).map(
      ({ parameter, source }) => `${parameter} from ${source}`,
    ),
  ).toEqual([
    'a/weights from b/weights',
    'a/batch_norm/scale from b/batch_norm/scale',
    'a/batch_norm/offset from b/batch_norm/offset',
    'a/batch_norm/running_mean from b/batch_norm/running_mean',
    'a/batch_norm/running_variance from b/batch_norm/running_variance',
    'a/batch_norm/running_weight from b/batch_norm/running_weight',
    'norm/running_mean from norm/running_mean',
    'norm/running_variance from norm/running_variance',
  ]);
});
