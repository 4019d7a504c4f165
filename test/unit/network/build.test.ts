import { describe, expect, it } from 'vitest';
import { networkOf, outline } from './helpers.js';

const LENET = `
- conv: {outputs: 20, kernel: 5}
- pool: {type: max, kernel: 2, stride: 2}
- conv: {outputs: 50, kernel: 5}
- pool: {type: max, kernel: 2, stride: 2}
- fc: {outputs: 500, activation: relu}
- fc: {outputs: 10}
`;

function messageOf(network: string, more: Record<string, unknown> = {}): string {
  try {
    networkOf(network, more);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

describe('sizes', () => {
  it('Caffe’s LeNet has 431,080 parameters and 2,293,000 multiply-adds', () => {
    const { layers } = networkOf(LENET);
    const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
    const parameters = layers.flatMap((placed) => placed.parameters).map(({ shape }) => count(shape));
    expect(parameters.reduce((a, b) => a + b)).toBe(431_080);
    expect(layers.reduce((sum, placed) => sum + placed.multiplyAdds, 0)).toBe(2_293_000);
  });

  it('names layers after their kind and position, and activations after their layer', () => {
    expect(outline(networkOf(LENET))).toEqual([
      'input() 28×28×1',
      'conv1(input) 24×24×20',
      'pool1(conv1) 12×12×20',
      'conv2(pool1) 8×8×50',
      'pool2(conv2) 4×4×50',
      'fc1(pool2) 500',
      'fc1/relu(fc1) 500',
      'fc2(fc1/relu) 10',
      'loss(fc2) ',
      'accuracy(fc2) ',
    ]);
  });

  it('rounds the size of pooling up like Caffe, and down on request', () => {
    const sizes = (rounding: string) =>
      outline(
        networkOf(`
        - pool: {type: max, kernel: 3, stride: 2, rounding: ${rounding}}
        - fc: {outputs: 10}`),
      )[1];
    expect(sizes('ceil')).toBe('pool1(input) 14×14×1');
    expect(sizes('floor')).toBe('pool1(input) 13×13×1');
  });

  it('drops a last pooling window that would start in the padding', () => {
    const network = `
      - pool: {type: max, kernel: 2, stride: 2, pad: 1}
      - pool: {type: max, kernel: 3, stride: 4, pad: 2}
      - fc: {outputs: 10}`;
    expect(outline(networkOf(network)).slice(1, 3)).toEqual(['pool1(input) 15×15×1', 'pool2(pool1) 5×5×1']);
  });

  it('divides the weights and the multiply-adds of a convolution by its groups', () => {
    const { layers } = networkOf(`
      - conv: {outputs: 4, kernel: 1}
      - conv: {outputs: 6, kernel: 3, groups: 2}
      - fc: {outputs: 10}`);
    expect(layers[2]!.parameters.map(({ name, shape, fanIn }) => ({ name, shape, fanIn }))).toEqual([
      { name: 'conv2/weights', shape: [3, 3, 2, 6], fanIn: 18 },
      { name: 'conv2/biases', shape: [6], fanIn: 18 },
    ]);
    expect(layers[2]!.multiplyAdds).toBe(26 * 26 * 6 * 9 * 2);
  });
});

describe('blocks', () => {
  const BLOCK = `
    - block: {conv: conv1, outputs: 2, kernel: 5, added: 2, activation: relu}
    - fc: {outputs: 10}`;

  it('joins each added convolution with the preceding output', () => {
    expect(outline(networkOf(BLOCK)).slice(1, 10)).toEqual([
      'conv1_1(input) 24×24×2',
      'conv1_1/relu(conv1_1) 24×24×2',
      'conv1_2(conv1_1/relu) 24×24×2',
      'conv1_2/relu(conv1_2) 24×24×2',
      'dropin1_2(conv1_2/relu, conv1_1/relu) 24×24×2',
      'conv1_3(dropin1_2) 24×24×2',
      'conv1_3/relu(conv1_3) 24×24×2',
      'dropin1_3(conv1_3/relu, dropin1_2) 24×24×2',
      'fc1(dropin1_3) 10',
    ]);
  });

  const plain = [
    'conv1_1(input) 24×24×2',
    'conv1_1/relu(conv1_1) 24×24×2',
    'conv1_2(conv1_1/relu) 24×24×2',
    'conv1_2/relu(conv1_2) 24×24×2',
    'conv1_3(conv1_2/relu) 24×24×2',
    'conv1_3/relu(conv1_3) 24×24×2',
    'fc1(conv1_3/relu) 10',
  ];

  it('has no DropIn if dropin.mode is none', () => {
    expect(outline(networkOf(BLOCK, { dropin: { mode: 'none' } })).slice(1, 8)).toEqual(plain);
  });

  it('has no DropIn if block.dropin is false', () => {
    const network = BLOCK.replace('added: 2', 'added: 2, dropin: false');
    expect(outline(networkOf(network)).slice(1, 8)).toEqual(plain);
  });

  it('uses length and start of the spec by default', () => {
    const schedules = (dropin: string) =>
      networkOf(BLOCK.replace('added: 2', `added: 1, dropin: ${dropin}`), {
        dropin: { length: 100, start: 7 },
      }).layers.flatMap(({ layer }) => (layer.type === 'dropin' ? [[layer.length, layer.start]] : []));
    expect(schedules('true')).toEqual([[100, 7]]);
    expect(schedules('{length: 50}')).toEqual([[50, 7]]);
    expect(schedules('{length: 50, start: 9}')).toEqual([[50, 9]]);
  });

  it('starts its DropIns one after another if the spec has stagger', () => {
    const network = `
      - block: {conv: conv1, outputs: 2, kernel: 5, added: 2}
      - block: {conv: conv2, outputs: 2, kernel: 5, added: 1, dropin: {start: 50}}
      - block: {conv: conv3, outputs: 2, kernel: 5, added: 1}
      - fc: {outputs: 10}`;
    const dropin = { length: 100, start: 7, stagger: 20 };
    const starts = networkOf(network, { dropin }).layers.flatMap(({ layer }) =>
      layer.type === 'dropin' ? [[layer.name, layer.start]] : [],
    );
    expect(starts).toEqual([
      ['dropin1_2', 7],
      ['dropin1_3', 27],
      ['dropin2_2', 50],
      ['dropin3_2', 67],
    ]);
  });

  it('names the DropIn after a block whose name does not start with conv', () => {
    const names = outline(networkOf(BLOCK.replace('conv: conv1', 'conv: stem')));
    expect(names).toContain('stem_dropin_2(stem_2/relu, stem_1/relu) 24×24×2');
  });

  it('refuses an even filter size for the added convolutions', () => {
    expect(messageOf(BLOCK.replace('added: 2', 'added: 2, added_kernel: 4'))).toBe(
      'network.0.block.added_kernel: expected an odd number, so that padding keeps the size, found 4',
    );
  });
});

describe('joining any two layers', () => {
  it('resizes y_prev to the shape of y_new, and sorts layers by their inputs', () => {
    const network = `
      - fc: {name: scores, from: join, outputs: 10}
      - conv: {name: a, from: input, outputs: 4, kernel: 5, activation: relu}
      - conv: {name: b, outputs: 6, kernel: 3, stride: 2}
      - dropin: {name: join, from: a, resize: true, length: 5, start: 3}
      - relu: {from: scores}`;
    expect(outline(networkOf(network))).toEqual([
      'input() 28×28×1',
      'a(input) 24×24×4',
      'a/relu(a) 24×24×4',
      'b(a/relu) 11×11×6',
      'join/resize(a/relu) 11×11×6',
      'join(b, join/resize) 11×11×6',
      'scores(join) 10',
      'relu1(scores) 10',
      'loss(relu1) ',
      'accuracy(relu1) ',
    ]);
    const plain = outline(networkOf(network, { dropin: { mode: 'none' } }));
    expect(plain).not.toContain('join/resize(a/relu) 11×11×6');
    expect(plain).toContain('scores(b) 10');
  });

  it('refuses unequal shapes without resize, naming both layers', () => {
    const network = `
      - conv: {outputs: 4, kernel: 5}
      - conv: {outputs: 6, kernel: 3}
      - dropin: {from: conv1}
      - fc: {outputs: 10}`;
    expect(messageOf(network)).toBe(
      'network.2.dropin: expected layers of equal shapes, or `resize: true`, found conv2 with shape 22×22×6 and conv1 with shape 24×24×4',
    );
  });
});

describe('wiring mistakes', () => {
  it('reports a cycle', () => {
    const network = `
      - conv: {name: a, from: c, outputs: 1, kernel: 1}
      - conv: {name: b, outputs: 1, kernel: 1, activation: relu}
      - conv: {name: c, outputs: 1, kernel: 1}
      - fc: {outputs: 10}`;
    expect(messageOf(network)).toBe(
      'network.0.conv.from: expected a network without cycles, found b → c → a → b',
    );
    expect(messageOf('- fc: {name: a, from: a, outputs: 10}')).toBe(
      'network.0.fc.from: expected a network without cycles, found a → a',
    );
  });

  it('reports duplicate and reserved names', () => {
    const network = `
      - relu: {name: a}
      - relu: {name: a}
      - block: {conv: x, outputs: 1, kernel: 1, added: 1}
      - relu: {name: x_2}
      - fc: {name: loss, outputs: 10}`;
    expect(messageOf(network).split('\n')).toEqual([
      'network.1.relu.name: expected a unique name, found "a" a second time',
      'network.3.relu.name: expected a unique name, found "x_2" a second time',
      'network.4.fc.name: expected a unique name, found "loss" a second time',
    ]);
  });

  it('reports unknown names and wrong shapes together', () => {
    const network = `
      - conv: {outputs: 4, kernel: 29}
      - relu: {from: conv7}
      - fc: {from: input, outputs: 12}`;
    expect(messageOf(network).split('\n')).toEqual([
      'network.1.relu.from: expected the name of a layer, found "conv7"',
      'network.0.conv.kernel: expected at most 28, the size of input (28×28×1) with its padding, found 29',
      'network.2.fc: expected fc1, the last layer, to have 10 outputs, one per class of digits, found shape 12',
    ]);
  });

  it('reports a layer whose output is not used', () => {
    expect(messageOf('[{relu: {name: lost}}, {fc: {from: input, outputs: 10}}]')).toBe(
      'network.0.relu: expected a layer that uses the output of lost, found none',
    );
  });

  it('refuses a convolution after a fully connected layer', () => {
    expect(messageOf('[{fc: {outputs: 10}}, {conv: {outputs: 1, kernel: 1}}]')).toBe(
      'network.1.conv: expected an input of height × width × channels, found fc1 with shape 10',
    );
  });

  it('refuses groups that do not divide the channels', () => {
    const network =
      '[{conv: {outputs: 3, kernel: 1}}, {conv: {outputs: 4, kernel: 1, groups: 2}}, {fc: {outputs: 10}}]';
    expect(messageOf(network)).toBe(
      'network.1.conv.groups: expected a number that divides the 3 channels of conv1 (28×28×3) and the 4 outputs, found 2',
    );
  });
});
