import { describe, expect, it } from 'vitest';
import { scheduledLayers } from '../../../src/network/scheduled.js';
import { scaleSpec } from '../../../src/spec/scale.js';
import { specSchema } from '../../../src/spec/schema/spec.js';
import { renderSummary } from '../../../src/network/summary/render.js';
import { summarize } from '../../../src/network/summary/summary.js';
import { layerLabel } from '../../../src/network/summary/label.js';
import { networkOf, outline, specOf } from './helpers.js';

describe('what follows a layer', () => {
  it('is ReLU, then widen, then LRN', () => {
    const network = `
      - conv: {outputs: 8, kernel: 5, activation: relu, widen: {initial: 0.3}, lrn: {size: 3}}
      - lrn: {region: within_channel}
      - fc: {outputs: 16, widen: {initial: 0.5}}
      - dropout: {}
      - fc: {outputs: 10}`;
    expect(outline(networkOf(network)).slice(1, -2)).toEqual([
      'conv1(input) 24×24×8',
      'conv1/relu(conv1) 24×24×8',
      'conv1/widen(conv1/relu) 24×24×8',
      'conv1/lrn(conv1/widen) 24×24×8',
      'lrn1(conv1/lrn) 24×24×8',
      'fc1(lrn1) 16',
      'fc1/widen(fc1) 16',
      'dropout1(fc1/widen) 16',
      'fc2(dropout1) 10',
    ]);
  });

  it('is added after every convolution of a block, before the DropIn', () => {
    const network = `
      - block: {conv: conv1, outputs: 2, kernel: 5, added: 1, activation: relu, lrn: {}}
      - fc: {outputs: 10}`;
    expect(outline(networkOf(network)).slice(1, 8)).toEqual([
      'conv1_1(input) 24×24×2',
      'conv1_1/relu(conv1_1) 24×24×2',
      'conv1_1/lrn(conv1_1/relu) 24×24×2',
      'conv1_2(conv1_1/lrn) 24×24×2',
      'conv1_2/relu(conv1_2) 24×24×2',
      'conv1_2/lrn(conv1_2/relu) 24×24×2',
      'dropin1_2(conv1_2/lrn, conv1_1/lrn) 24×24×2',
    ]);
  });

  it('refuses LRN after a fully connected layer', () => {
    expect(() => networkOf('[{fc: {outputs: 10}}, {lrn: {}}]')).toThrow(
      'network.1.lrn: expected an input of height × width × channels, found fc1 with shape 10',
    );
  });
});

describe('activations', () => {
  it('follow a convolution, a fully connected layer and the convolutions of a block', () => {
    const network = `
      - conv: {outputs: 8, kernel: 5, activation: tanh, lrn: {}}
      - block: {conv: conv2, outputs: 8, kernel: 3, pad: 1, added: 1, activation: leaky_relu, negative_slope: 0.2}
      - activation: {type: gelu_tanh}
      - relu: {}
      - activation: {name: act, type: leaky_relu}
      - fc: {outputs: 10, activation: sigmoid}`;
    const { layers } = networkOf(network);
    expect(outline(networkOf(network)).slice(1, -2)).toEqual([
      'conv1(input) 24×24×8',
      'conv1/tanh(conv1) 24×24×8',
      'conv1/lrn(conv1/tanh) 24×24×8',
      'conv2_1(conv1/lrn) 24×24×8',
      'conv2_1/leaky_relu(conv2_1) 24×24×8',
      'conv2_2(conv2_1/leaky_relu) 24×24×8',
      'conv2_2/leaky_relu(conv2_2) 24×24×8',
      'dropin2_2(conv2_2/leaky_relu, conv2_1/leaky_relu) 24×24×8',
      'activation1(dropin2_2) 24×24×8',
      'relu1(activation1) 24×24×8',
      'act(relu1) 24×24×8',
      'fc1(act) 10',
      'fc1/sigmoid(fc1) 10',
    ]);
    expect(layers.flatMap(({ layer }) => (layer.type === 'leaky_relu' ? [layer.negativeSlope] : []))).toEqual(
      [0.2, 0.2, 0.01],
    );
  });
});

describe('batch normalization', () => {
  const NETWORK = `
    - conv: {outputs: 8, kernel: 5, bias: false, batch_norm: {affine: false}, activation: relu, lrn: {}}
    - block: {conv: conv2, outputs: 8, kernel: 3, added: 1, batch_norm: true, activation: relu}
    - batch_norm: {moving_average: plain}
    - fc: {outputs: 10, batch_norm: {initial_scale: 0.5, decay_mult: 0}}`;

  it('comes before the activation, and before the DropIn of a block', () => {
    expect(outline(networkOf(NETWORK)).slice(1, -2)).toEqual([
      'conv1(input) 24×24×8',
      'conv1/batch_norm(conv1) 24×24×8',
      'conv1/relu(conv1/batch_norm) 24×24×8',
      'conv1/lrn(conv1/relu) 24×24×8',
      'conv2_1(conv1/lrn) 22×22×8',
      'conv2_1/batch_norm(conv2_1) 22×22×8',
      'conv2_1/relu(conv2_1/batch_norm) 22×22×8',
      'conv2_2(conv2_1/relu) 22×22×8',
      'conv2_2/batch_norm(conv2_2) 22×22×8',
      'conv2_2/relu(conv2_2/batch_norm) 22×22×8',
      'dropin2_2(conv2_2/relu, conv2_1/relu) 22×22×8',
      'batch_norm1(dropin2_2) 22×22×8',
      'fc1(batch_norm1) 10',
      'fc1/batch_norm(fc1) 10',
    ]);
  });

  it('has the arrays that its settings ask for', () => {
    const { layers } = networkOf(NETWORK);
    const arrays = layers
      .filter(({ layer }) => layer.type === 'batch_norm')
      .map(({ parameters, running }) =>
        [...parameters, ...running].map(({ name }) => name.split('/').at(-1)),
      );
    expect(arrays).toEqual([
      ['running_mean', 'running_variance', 'running_weight'],
      ['scale', 'offset', 'running_mean', 'running_variance', 'running_weight'],
      ['scale', 'offset', 'running_mean', 'running_variance', 'running_weight'],
      ['scale', 'offset', 'running_mean', 'running_variance'],
      ['scale', 'offset', 'running_mean', 'running_variance', 'running_weight'],
    ]);
    expect(layers.find(({ layer }) => layer.name === 'fc1/batch_norm')!.parameters).toMatchObject([
      { shape: [10], filler: { type: 'constant', value: 0.5 }, lrMult: 1, decayMult: 0 },
      { shape: [10], filler: { type: 'constant', value: 0 }, lrMult: 1, decayMult: 0 },
    ]);
  });

  it('shares the row of its layer in the summary', () => {
    const text = renderSummary(summarize(networkOf(NETWORK), 1), 'text');
    expect(text).toContain('conv2_1-8(3×3) + batch norm relu');
    expect(text).toMatch(/^conv2_1-8\(3×3\) \+ batch norm relu +22×22×8 +600 /m);
  });
});

describe('residual blocks', () => {
  const NETWORK = `
    - block: {conv: conv1, outputs: 4, kernel: 3, pad: 1, residual: true, activation: relu}
    - block:
        {conv: conv2, outputs: 4, kernel: 3, pad: 1, stride: 2, added: 1, residual: true, bias: false,
         batch_norm: true, activation: relu, lrn: {}}
    - fc: {outputs: 10}`;

  it('add the input of each unit to its second convolution, projected where the shapes differ', () => {
    expect(outline(networkOf(NETWORK)).slice(1, -3)).toEqual([
      'conv1_1a(input) 28×28×4',
      'conv1_1a/relu(conv1_1a) 28×28×4',
      'conv1_1b(conv1_1a/relu) 28×28×4',
      'conv1_1/projection(input) 28×28×4',
      'conv1_1(conv1_1b, conv1_1/projection) 28×28×4',
      'conv1_1/relu(conv1_1) 28×28×4',
      'conv2_1a(conv1_1/relu) 14×14×4',
      'conv2_1a/batch_norm(conv2_1a) 14×14×4',
      'conv2_1a/relu(conv2_1a/batch_norm) 14×14×4',
      'conv2_1b(conv2_1a/relu) 14×14×4',
      'conv2_1b/batch_norm(conv2_1b) 14×14×4',
      'conv2_1/projection(conv1_1/relu) 14×14×4',
      'conv2_1/projection/batch_norm(conv2_1/projection) 14×14×4',
      'conv2_1(conv2_1b/batch_norm, conv2_1/projection/batch_norm) 14×14×4',
      'conv2_1/relu(conv2_1) 14×14×4',
      'conv2_1/lrn(conv2_1/relu) 14×14×4',
      'conv2_2a(conv2_1/lrn) 14×14×4',
      'conv2_2a/batch_norm(conv2_2a) 14×14×4',
      'conv2_2a/relu(conv2_2a/batch_norm) 14×14×4',
      'conv2_2b(conv2_2a/relu) 14×14×4',
      'conv2_2b/batch_norm(conv2_2b) 14×14×4',
      'conv2_2(conv2_2b/batch_norm, conv2_1/lrn) 14×14×4',
      'conv2_2/relu(conv2_2) 14×14×4',
      'conv2_2/lrn(conv2_2/relu) 14×14×4',
      'dropin2_2(conv2_2/lrn, conv2_1/lrn) 14×14×4',
    ]);
  });

  it('are whole without DropIn', () => {
    const plain = outline(networkOf(NETWORK, { dropin: { mode: 'none' } }));
    expect(plain.slice(-5, -2)).toEqual([
      'conv2_2/relu(conv2_2) 14×14×4',
      'conv2_2/lrn(conv2_2/relu) 14×14×4',
      'fc1(conv2_2/lrn) 10',
    ]);
  });

  it('name what is added in the summary', () => {
    expect(summarize(networkOf(NETWORK), 1).rows.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['add (conv1_1b + projection)', 'add (conv2_2b + 2_1)', 'dropin (2_1 + 2_2)']),
    );
  });

  it.each([
    [
      'block: {conv: c, outputs: 4, kernel: 3, residual: true}',
      'network.0.block: expected layers of equal shapes, found c_1b with shape 26×26×4 and c_1 with shape 28×28×4',
    ],
    [
      'block: {conv: c, outputs: 4, kernel: 3, pad: 1, residual: true, added_kernel: 2}',
      'network.0.block.added_kernel: expected an odd number, so that padding keeps the size, found 2',
    ],
  ])('%s is refused', (entry, message) => {
    expect(() => networkOf(`[{${entry}}, {fc: {outputs: 10}}]`)).toThrow(message);
  });
});

describe('stochastic depth', () => {
  const NETWORK = `
    - block: {conv: conv1, outputs: 4, kernel: 3, pad: 1, added: 1, residual: true, dropin: false}
    - block: {conv: conv2, outputs: 4, kernel: 3, pad: 1, added: 1, residual: true, dropin: false}
    - fc: {outputs: 10}`;

  it('lets the branch of each residual unit survive, less and less likely down to that of the last one', () => {
    const { layers } = networkOf(NETWORK, { stochastic_depth: { survival: 0.4 } });
    const found = layers.flatMap(({ layer }) =>
      layer.type === 'stochastic_depth' ? [[layer.name, ...layer.inputs, layer.survival, layer.draw]] : [],
    );
    expect(found).toEqual([
      ['conv1_1b/stochastic_depth', 'conv1_1b', 0.85, 'batch'],
      ['conv1_2b/stochastic_depth', 'conv1_2b', 0.7, 'batch'],
      ['conv2_1b/stochastic_depth', 'conv2_1b', expect.closeTo(0.55, 12), 'batch'],
      ['conv2_2b/stochastic_depth', 'conv2_2b', 0.4, 'batch'],
    ]);
    expect(layers.map(({ layer }) => layerLabel(layer))).toEqual(
      expect.arrayContaining(['stochastic depth(0.55)', 'add (conv1_1b + projection)']),
    );
  });

  it.each([
    ['[{fc: {outputs: 10}}]', {}],
    ['[{block: {conv: c, outputs: 4, kernel: 3, highway: true}}, {fc: {outputs: 10}}]', { survival: 1 }],
  ])('is refused for %s, which has no residual units', (network, settings) => {
    expect(() => networkOf(network, { stochastic_depth: settings })).toThrow(
      'stochastic_depth: expected a network with residual blocks (`residual: true`), found none',
    );
  });
});

describe('highway blocks', () => {
  const NETWORK = (highway: string) => `
    - block: {conv: conv1, outputs: 4, kernel: 3, added: 1, highway: ${highway}, activation: relu, lrn: {}}
    - fc: {outputs: 10}`;

  it('gate each added convolution, and keep the first one plain', () => {
    expect(outline(networkOf(NETWORK('true'))).slice(1, -3)).toEqual([
      'conv1_1(input) 26×26×4',
      'conv1_1/relu(conv1_1) 26×26×4',
      'conv1_1/lrn(conv1_1/relu) 26×26×4',
      'conv1_2(conv1_1/lrn) 26×26×4',
      'conv1_2/relu(conv1_2) 26×26×4',
      'conv1_2_gate(conv1_1/lrn) 26×26×4',
      'conv1_2_gate/sigmoid(conv1_2_gate) 26×26×4',
      'conv1_2/highway(conv1_2_gate/sigmoid, conv1_2/relu, conv1_1/lrn) 26×26×4',
      'conv1_2/lrn(conv1_2/highway) 26×26×4',
      'dropin1_2(conv1_2/lrn, conv1_1/lrn) 26×26×4',
    ]);
  });

  it.each([
    ['true', -1],
    ['{gate_bias: -3}', -3],
  ])('start with gates of bias as set: highway: %s gives %d', (highway, value) => {
    const { layers } = networkOf(NETWORK(highway));
    const fillers = layers
      .flatMap(({ parameters }) => parameters)
      .filter(({ name }) => name.startsWith('conv1_2') && name.endsWith('biases'))
      .map(({ name, filler }) => [name, filler]);
    expect(fillers).toEqual([
      ['conv1_2/biases', { type: 'constant', value: 0 }],
      ['conv1_2_gate/biases', { type: 'constant', value }],
    ]);
  });

  it('are refused as residual ones', () => {
    const block = { conv: 'c', outputs: 4, kernel: 3, residual: true, highway: true };
    const { error } = specSchema.safeParse({
      name: 'both',
      dataset: { name: 'mnist' },
      network: [{ block }],
      solver: { iterations: 1, batch: 1, base_lr: 1 },
    });
    expect(error?.issues).toMatchObject([
      { path: ['network', 0, 'block', 'highway'], message: 'false with `residual: true`' },
    ]);
  });
});

describe('recurrent layers', () => {
  const NETWORK = `
    - rnn: {cell: lstm, units: 16}
    - rnn: {cell: gru, units: 16}
    - dropin: {from: rnn1}
    - rnn: {units: 8, output: last}
    - fc: {outputs: 10}`;

  it('take the rows of an image as steps, and keep them, or only the last', () => {
    const network = networkOf(NETWORK);
    expect(outline(network).slice(1, -2)).toEqual([
      'rnn1(input) 28×1×16',
      'rnn2(rnn1) 28×1×16',
      'dropin_rnn2(rnn2, rnn1) 28×1×16',
      'rnn3(dropin_rnn2) 8',
      'fc1(rnn3) 10',
    ]);
    const rnn = network.layers.filter(({ layer }) => layer.type === 'rnn');
    expect(rnn.map(({ layer }) => layerLabel(layer))).toEqual([
      'rnn1-16(lstm)',
      'rnn2-16(gru)',
      'rnn3-8(tanh)',
    ]);
    expect(rnn.map(({ multiplyAdds }) => multiplyAdds)).toEqual([
      28 * 4 * 16 * (28 + 16),
      28 * 3 * 16 * (16 + 16),
      28 * 8 * (16 + 8),
    ]);
    expect(
      rnn.flatMap(({ parameters }) => parameters.map(({ name, shape, fanIn }) => [name, shape, fanIn])),
    ).toEqual([
      ['rnn1/weights', [28, 64], 28],
      ['rnn1/recurrent_weights', [16, 64], 16],
      ['rnn1/biases', [64], 28],
      ['rnn2/weights', [16, 48], 16],
      ['rnn2/recurrent_weights', [16, 48], 16],
      ['rnn2/biases', [48], 16],
      ['rnn2/recurrent_biases', [16], 16],
      ['rnn3/weights', [16, 8], 16],
      ['rnn3/recurrent_weights', [8, 8], 8],
      ['rnn3/biases', [8], 16],
    ]);
  });

  it('are refused for an input that has no rows', () => {
    expect(() => networkOf('[{fc: {outputs: 4}}, {rnn: {units: 4}}, {fc: {outputs: 10}}]')).toThrow(
      'network.1.rnn: expected an input of height × width × channels, found fc1 with shape 4',
    );
  });
});

describe('add and concat', () => {
  const joined = (entry: string) => `
    - conv: {name: a, outputs: 4, kernel: 3, activation: relu}
    - conv: {name: b, outputs: 6, kernel: 3, pad: 1}
    - conv: {name: c, outputs: 4, kernel: 3, from: b, pad: 1}
    - ${entry}
    - fc: {outputs: 10}`;

  it('take the outputs of any layers', () => {
    expect(outline(networkOf(joined('add: {inputs: [a, c]}')))[5]).toBe('add1(a/relu, c) 26×26×4');
    expect(outline(networkOf(joined('concat: {inputs: [a, b, c]}')))[5]).toBe(
      'concat1(a/relu, b, c) 26×26×14',
    );
  });

  it.each([
    [
      'add: {inputs: [c, b]}',
      'network.3.add: expected layers of equal shapes, found c with shape 26×26×4 and b with shape 26×26×6',
    ],
    [
      'concat: {inputs: [c, input]}',
      'network.3.concat: expected layers of equal height and width, found c with shape 26×26×4 and input with shape 28×28×1',
    ],
    ['add: {inputs: [c, d]}', 'network.3.add.inputs.1: expected the name of a layer, found "d"'],
    [
      'add: {name: s, inputs: [c, s]}',
      'network.3.add.inputs.1: expected a network without cycles, found s → s',
    ],
  ])('%s is refused', (entry, message) => {
    expect(() => networkOf(joined(entry))).toThrow(message);
  });
});

describe('windows', () => {
  it('may have another height than width, and gaps', () => {
    const network = `
      - conv: {outputs: 8, kernel: [1, 5], stride: [2, 1], pad: [0, 2]}
      - conv: {outputs: 8, kernel: 3, dilation: [1, 4]}
      - pool: {type: max, kernel: [2, 1], stride: [2, 1]}
      - conv: {outputs: 16, kernel: 3, groups: 8}
      - pool: {type: average, global: true}
      - fc: {outputs: 10}`;
    const { layers } = networkOf(network);
    expect(
      layers
        .slice(1, -2)
        .map(({ layer, outputShape, multiplyAdds }) => [
          `${layerLabel(layer)} ${outputShape.join('×')}`,
          multiplyAdds,
        ]),
    ).toEqual([
      ['conv1-8(1×5) 14×28×8', 14 * 28 * 8 * 5],
      ['conv2-8(3×3, dilation [1, 4]) 12×20×8', 12 * 20 * 8 * 9 * 8],
      ['maxpool(2×1) 6×20×8', 0],
      ['conv3-16(3×3) 4×18×16', 4 * 18 * 16 * 9],
      ['avgpool(global) 1×1×16', 0],
      ['fc1-10 10', 160],
    ]);
  });

  it('of a block keep the size when dilated or not square', () => {
    const network = `
      - block: {conv: conv1, outputs: 4, kernel: 5, pad: 4, dilation: 2, added: 1, added_kernel: [3, 5]}
      - fc: {outputs: 10}`;
    expect(outline(networkOf(network)).slice(1, 4)).toEqual([
      'conv1_1(input) 28×28×4',
      'conv1_2(conv1_1) 28×28×4',
      'dropin1_2(conv1_2, conv1_1) 28×28×4',
    ]);
  });

  it.each([
    [
      'conv: {outputs: 2, kernel: [3, 40]}',
      'network.0.conv.kernel: expected at most 28, the size of input (28×28×1) with its padding, found [3, 40]',
    ],
    [
      'conv: {outputs: 2, kernel: 4, dilation: [1, 10]}',
      'network.0.conv.kernel: expected at most 28, the size of input (28×28×1) with its padding, found 4, which covers [4, 31] dilated',
    ],
    [
      'pool: {type: max, kernel: [2, 33]}',
      'network.0.pool.kernel: expected at most 28, the size of input (28×28×1) with its padding, found [2, 33]',
    ],
    [
      'pool: {type: max, kernel: [2, 3], pad: 2}',
      'network.0.pool.pad: expected less than the kernel, [2, 3], found 2',
    ],
  ])('%s is refused', (entry, message) => {
    expect(() => networkOf(`[{${entry}}, {fc: {outputs: 10}}]`)).toThrow(message);
  });
});

describe('regularizing DropIn', () => {
  const NETWORK = `
    - fc: {name: a, outputs: 16}
    - fc: {name: b, outputs: 16}
    - dropin: {from: a, mode: regularizing, ratio: 0.3, draw: batch}
    - fc: {name: c, outputs: 16}
    - dropin: {from: dropin_b}
    - fc: {outputs: 10}`;
  const dropins = (more: Record<string, unknown> = {}) =>
    networkOf(NETWORK, more).layers.flatMap(({ layer }) =>
      layer.type === 'regularizing_dropin' || layer.type === 'dropin' ? [{ ...layer, path: [] }] : [],
    );

  it('may occur together with a gradual one', () => {
    expect(dropins({ dropin: { length: 7 } })).toMatchObject([
      { type: 'regularizing_dropin', ratio: 0.3, draw: 'batch', inputs: ['b', 'a'] },
      { type: 'dropin', length: 7, start: 0, inputs: ['c', 'dropin_b'] },
    ]);
  });

  it('uses mode, ratio and draw of the spec by default', () => {
    expect(dropins({ dropin: { mode: 'regularizing', ratio: 0.8 } })).toMatchObject([
      { type: 'regularizing_dropin', ratio: 0.3, draw: 'batch' },
      { type: 'regularizing_dropin', ratio: 0.8, draw: 'image' },
    ]);
  });

  it('is removed if dropin.mode is none', () => {
    expect(dropins({ dropin: { mode: 'none' } })).toEqual([]);
  });
});

describe('DropIn over width', () => {
  const NETWORK = `
    - conv: {outputs: 10, kernel: 5, widen: {initial: 0.25, start: 30}}
    - fc: {outputs: 10}`;

  it('schedules the filters that are not present from the start', () => {
    expect(scheduledLayers(networkOf(NETWORK, { dropin: { length: 100, start: 5 } }))).toEqual([
      { name: 'conv1/widen', length: 100, start: 30, units: 7 },
    ]);
  });

  it('is removed if dropin.mode is none', () => {
    expect(scheduledLayers(networkOf(NETWORK, { dropin: { mode: 'none' } }))).toEqual([]);
  });

  it('is scaled with the experiment', () => {
    const [entry] = scaleSpec(specOf(NETWORK), 0.1).network;
    expect(entry!.conv!.widen).toEqual({ initial: 0.25, start: 3 });
  });
});

it.each([
  ['pool: {type: max}', 'a size, or `global: true`'],
  ['pool: {type: max, kernel: 2, global: true}', 'no value with `global: true`'],
  ['pool: {type: max, global: true, stride: [2, 2]}', 'no value with `global: true`'],
  ['conv: {outputs: 2, kernel: [3, 3, 3]}', 'Invalid input'],
  ['batch_norm: {epsilon: 0}', 'expected number to be >0'],
  ['batch_norm: {moving_average_fraction: 1}', 'expected number to be <1'],
  ['lrn: {size: 4}', 'an odd number, so that the window has a center'],
  ['lrn: {region: within}', 'Invalid option'],
  ['dropout: {ratio: 1}', 'Too big: expected number to be <1'],
  ['conv: {outputs: 2, kernel: 1, widen: {initial: 2}}', 'Too big: expected number to be <=1'],
  ['conv: {outputs: 2, kernel: 1, widen: true}', 'false, or a mapping with `initial`'],
])('refuses %s', (entry, message) => {
  expect(() => specOf(`[{${entry}}]`)).toThrow(message);
});

it('the schema has the defaults of the DropIn fields', () => {
  expect(specSchema.shape.dropin.parse(undefined)).toEqual({
    mode: 'gradual',
    length: 0,
    start: 0,
    ratio: 0.5,
    draw: 'image',
  });
});
