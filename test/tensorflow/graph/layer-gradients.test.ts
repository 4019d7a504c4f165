import { describe, it } from 'vitest';
import { elementCount } from '../../../src/common/shapes.js';
import type { BatchNormLayer, LayerTypeName } from '../../../src/network/layer.js';
import { checkGraph, expectBfloat16Gradients, type Variables } from './helpers/check-graph.js';
import type { CheckOptions } from './helpers/finite-differences.js';
import { pair, type Pair } from '../../../src/network/window.js';
import {
  conv,
  feedsOf,
  learned,
  lowerCase,
  pool,
  variablesOf,
  type LayerCase,
  type LayerOf,
} from './helpers/layers.js';
import { spaced } from './helpers/numbers.js';

interface Case extends LayerCase, CheckOptions {
  /** Images without ties: neither the maximum's kinks nor the ReLU's are within a step. */
  readonly distinct?: boolean;
  /** Roundings to bfloat16 by which a gradient may differ. */
  readonly roundings?: number;
}

const image = [5, 4, 3];

function pools(
  pooling: 'max' | 'average',
  kernel: number | Pair,
  stride: number | Pair,
  pad: number | Pair = 0,
  size = image,
): Case[] {
  return (['ceil', 'floor'] as const).map((rounding) => ({
    name: `${pooling} ${pair(kernel).join('×')} stride ${String(stride)} pad ${String(pad)} ${rounding} of ${size.join('×')}`,
    image: size,
    distinct: pooling === 'max',
    layers: [pool(pooling, { kernel, stride, pad }, rounding)],
  }));
}

/** Of images, and between a convolution whose first two channels are not computed and its DropIn. */
function activation(
  layer: { type: 'sigmoid' | 'tanh' | 'elu' | 'gelu' | 'gelu_tanh' },
  options: CheckOptions = {},
): Case[] {
  return [
    { name: 'alone', image, layers: [{ ...layer, name: 'alone' }], ...options },
    {
      name: 'before a DropIn',
      image,
      layers: [
        conv('previous', 3, 1),
        conv('first', 3, 3, { pad: 1 }),
        { ...layer, name: 'new' },
        { type: 'dropin', name: 'dropin', inputs: ['new', 'previous'], length: 1, start: 0 },
      ],
      copied: { dropin: 47 },
      skipped: { first: [2], dropin: [2] },
    },
  ];
}

function resize(
  method: 'nearest' | 'bilinear',
  target: { height?: number; width?: number; channels?: number },
  size = image,
): Case {
  const { height, width, channels } = target;
  return {
    name: `${method} of ${size.join('×')} to ${JSON.stringify(target)}`,
    image: size,
    layers: [{ type: 'resize', name: 'resize', method, height, width, channels }],
  };
}

const dropin: LayerOf = { type: 'dropin', name: 'dropin', inputs: ['new', 'previous'], length: 1, start: 0 };

/** ε is large, because differences of a function that bends more are inexact. */
function batchNorm(name: string, more: Partial<BatchNormLayer> = {}): LayerOf {
  const affine = { initialScale: 1, lrMult: 1, decayMult: 1 };
  return {
    type: 'batch_norm',
    name,
    epsilon: 0.1,
    fraction: 0.9,
    movingAverage: 'normalized',
    affine,
    ...more,
  };
}

/** 5·4·3 units: 20 per channel. */
const cuts = [0, 1, 20, 33, 59, 60];

/** Cases of every layer type; a type without cases does not compile. */
const cases: Readonly<Record<LayerTypeName, readonly Case[]>> = {
  input: [{ name: 'passed on', image, layers: [] }],
  conv: [
    { name: 'plain', image, layers: [conv('conv', 2, 3)] },
    { name: 'without bias', image, layers: [conv('conv', 2, 3, { biases: undefined })] },
    { name: 'stride 2, pad 1', image, layers: [conv('conv', 2, 3, { stride: 2, pad: 1 })] },
    { name: 'stride 3, pad 2, 5×5', image, layers: [conv('conv', 2, 5, { stride: 3, pad: 2 })] },
    { name: '1×1', image, layers: [conv('conv', 4, 1)] },
    { name: 'two groups, pad 1', image: [4, 4, 4], layers: [conv('conv', 6, 3, { groups: 2, pad: 1 })] },
    { name: 'depthwise, stride 2', image, layers: [conv('conv', 3, 3, { groups: 3, stride: 2 })] },
    {
      name: 'depthwise, two filters a channel, pad 1',
      image,
      layers: [conv('conv', 6, 3, { groups: 3, pad: 1 })],
    },
    {
      name: 'depthwise, unequal strides, dilated',
      image: [6, 7, 3],
      layers: [conv('conv', 3, [2, 3], { groups: 3, stride: [1, 2], pad: [0, 1], dilation: [3, 2] })],
    },
    {
      name: '1×3, stride 2×1, pad 0×1',
      image,
      layers: [conv('conv', 2, [1, 3], { stride: [2, 1], pad: [0, 1] })],
    },
    { name: '3×2, pad 2×0', image, layers: [conv('conv', 2, [3, 2], { pad: [2, 0] })] },
    { name: 'dilation 2, pad 2', image, layers: [conv('conv', 2, 3, { dilation: 2, pad: 2 })] },
    {
      name: 'dilation 3×1, stride 2, groups',
      image: [8, 5, 4],
      layers: [conv('conv', 4, [3, 2], { dilation: [3, 1], stride: 2, groups: 2 })],
    },
  ],
  pool: (['max', 'average'] as const).flatMap((pooling) => [
    ...pools(pooling, 2, 2),
    ...pools(pooling, 3, 2, 0, [6, 7, 2]),
    ...pools(pooling, 3, 2, 1),
    ...pools(pooling, 3, 1, 2),
    ...pools(pooling, 2, 3, 1),
    ...pools(pooling, 1, 2),
    ...pools(pooling, [3, 2], [1, 2], [1, 0]),
    {
      name: `${pooling}, global`,
      image,
      distinct: pooling === 'max',
      layers: [
        {
          ...{ type: 'pool', name: 'pool', pooling, rounding: 'ceil' },
          ...{ kernel: undefined, stride: [1, 1], pad: [0, 0] },
        },
      ],
    } satisfies Case,
  ]),
  fc: [
    { name: 'of images', image: [2, 3, 2], layers: [fc('fc', 4)] },
    { name: 'of rows', image: [6], layers: [fc('fc', 4)] },
    { name: 'without bias', image: [2, 1, 3], layers: [fc('fc', 2, { biases: undefined })] },
    { name: 'one after another', image: [2, 1, 3], layers: [fc('first', 4), fc('second', 2)] },
  ],
  relu: [{ name: 'alone', image, layers: [{ type: 'relu', name: 'relu' }], kink: 0 }],
  sigmoid: activation({ type: 'sigmoid' }),
  tanh: activation({ type: 'tanh' }),
  leaky_relu: [
    {
      name: 'alone',
      image,
      layers: [{ type: 'leaky_relu', name: 'leaky', negativeSlope: 0.2 }],
      kink: 0,
    },
  ],
  // The second derivative jumps at 0, so differences across it are inexact.
  elu: activation({ type: 'elu' }, { kink: 0 }),
  gelu: activation({ type: 'gelu' }),
  gelu_tanh: activation({ type: 'gelu_tanh' }),
  resize: [
    ...(['nearest', 'bilinear'] as const).flatMap((method) => [
      resize(method, { height: 9, width: 7 }),
      resize(method, { height: 2, width: 3 }),
      resize(method, { width: 2, channels: 5 }),
      resize(method, { height: 6, channels: 1 }),
    ]),
    resize('nearest', { channels: 4 }),
    resize('nearest', { channels: 2 }),
    resize('nearest', { channels: 8 }, [5]),
    resize('nearest', { channels: 3 }, [5]),
  ],
  dropin: [
    ...cuts.map((copied) => ({
      name: `${copied} of 60 units copied`,
      image,
      layers: [conv('previous', 3, 1), conv('new', 3, 3, { pad: 1 }), dropin],
      copied: { dropin: copied },
    })),
    {
      name: 'of rows',
      image: [5],
      layers: [fc('previous', 6), fc('new', 6), dropin],
      copied: { dropin: 4 },
    },
    ...[40, 47].map((copied) => ({
      name: `${copied} of 60 units copied, of which two channels are not computed`,
      image,
      layers: [
        conv('previous', 3, 1),
        conv('first', 3, 3, { pad: 1 }),
        { type: 'lrn', name: 'new', region: 'within_channel', size: 3, alpha: 0.8, beta: 0.75 } as const,
        dropin,
      ],
      copied: { dropin: copied },
      skipped: { first: [2], dropin: [2] },
    })),
    {
      name: 'channels of both groups not computed',
      image: [3, 2, 4],
      layers: [conv('previous', 6, 1), conv('new', 6, 3, { pad: 1, groups: 2 }), dropin],
      copied: { dropin: 27 },
      skipped: { new: [2, 1], dropin: [2, 1] },
    },
    {
      name: 'a layer that two later ones copy',
      image,
      layers: [
        conv('previous', 3, 1),
        conv('new', 3, 1),
        dropin,
        conv('newer', 3, 1),
        { ...dropin, name: 'dropin2', inputs: ['newer', 'previous'] },
      ],
      copied: { dropin: 25, dropin2: 10 },
    },
  ],
  lrn: (['across_channels', 'within_channel'] as const).flatMap((region) =>
    [1, 3, 5].map((size) => ({
      name: `${region}, size ${size}`,
      image: [4, 3, 6],
      layers: [{ type: 'lrn', name: 'lrn', region, size, alpha: 0.8, beta: 0.75 }],
    })),
  ),
  batch_norm: [
    { name: 'of images', image: [3, 2, 3], layers: [batchNorm('norm')] },
    { name: 'of rows', image: [4], count: 5, layers: [batchNorm('norm', { movingAverage: 'plain' })] },
    {
      name: 'without scale and offset',
      image: [3, 2, 2],
      layers: [batchNorm('norm', { affine: undefined })],
    },
    {
      name: 'after a DropIn of which two channels are not computed',
      image: [3, 2, 3],
      layers: [conv('previous', 3, 1), conv('new', 3, 3, { pad: 1 }), dropin, batchNorm('norm')],
      copied: { dropin: 13 },
      skipped: { new: [2], dropin: [2] },
      // Normalization cancels most of what the biases add.
      roundings: 12,
    },
    {
      name: 'before a DropIn',
      image: [3, 2, 2],
      layers: [
        conv('previous', 2, 1),
        conv('first', 2, 3, { pad: 1, biases: undefined }),
        batchNorm('new'),
        dropin,
      ],
      copied: { dropin: 5 },
    },
  ],
  dropout: [0, 0.4].map((ratio) => ({
    name: `ratio ${ratio}`,
    image,
    layers: [{ type: 'dropout', name: 'dropout', ratio }],
  })),
  regularizing_dropin: (['image', 'batch'] as const).flatMap((draw) =>
    (['train', 'evaluate'] as const).map((mode) => ({
      name: `a mask for each ${draw}, ${mode}`,
      image,
      mode,
      layers: [
        conv('previous', 3, 1),
        conv('new', 3, 1),
        { type: 'regularizing_dropin', name: 'dropin', inputs: ['new', 'previous'], ratio: 0.4, draw },
      ],
    })),
  ),
  widen: [0, 1, 3].map((missing) => ({
    name: `${missing} of 3 filters missing`,
    image,
    layers: [conv('conv', 3, 1), { type: 'widen', name: 'widen', initial: 0, length: 1, start: 0 }],
    copied: { widen: missing },
  })),
  rnn: (['tanh', 'lstm', 'gru'] as const).flatMap((cell) =>
    (['sequence', 'last'] as const).map((output) => ({
      name: `${cell}, ${output}, after another layer`,
      image,
      // Five steps one after another bend the function more than one layer does.
      step: 5e-3,
      layers: [conv('before', 2, 1), rnn('rnn', cell, output)],
    })),
  ),
  add: [2, 3].map((count) => ({
    name: `of ${count} layers, one of them twice used`,
    image,
    layers: [
      conv('a', 3, 1),
      { type: 'tanh', name: 'b' } as const,
      { type: 'add', name: 'add', inputs: ['a', 'b', 'input'].slice(0, count) } as const,
    ],
  })),
  concat: [
    {
      name: 'of images',
      image,
      layers: [conv('a', 2, 1), { type: 'concat', name: 'concat', inputs: ['input', 'a'] }, conv('c', 2, 2)],
    },
    {
      name: 'of rows',
      image: [3],
      layers: [fc('a', 2), { type: 'concat', name: 'concat', inputs: ['a', 'input', 'a'] }],
    },
  ],
  highway: [
    {
      name: 'of images',
      image,
      layers: [
        conv('gate', 3, 1),
        { type: 'sigmoid', name: 'opened' },
        conv('transformed', 3, 3, { pad: 1 }),
        { type: 'highway', name: 'highway', inputs: ['opened', 'transformed', 'input'] },
      ],
    },
    {
      name: 'of rows, whose input is its gate',
      image: [3],
      layers: [fc('a', 3), { type: 'highway', name: 'highway', inputs: ['a', 'input', 'a'] }],
    },
  ],
  stochastic_depth: (['image', 'batch'] as const).flatMap((draw) =>
    (['train', 'evaluate'] as const).map((mode) => ({
      name: `one b for each ${draw}, ${mode}`,
      image,
      // About half of the images keep the branch.
      count: 6,
      mode,
      layers: [
        conv('branch', 3, 1),
        { type: 'stochastic_depth', name: 'depth', survival: 0.6, draw },
        { type: 'add', name: 'add', inputs: ['depth', 'input'] },
      ],
      // The sums for the biases nearly cancel.
      roundings: 8,
    })),
  ),
  softmax_loss: [
    {
      name: 'of scores',
      image: [5],
      count: 3,
      labels: [4, 0, 2],
      layers: [{ type: 'softmax_loss', name: 'loss' }],
    },
    {
      name: 'through a layer',
      image: [2, 2, 1],
      labels: [1, 2],
      layers: [fc('fc', 3), { type: 'softmax_loss', name: 'loss' }],
    },
  ],
  // Not differentiable, and never on the path to the loss.
  accuracy: [],
};

function rnn(name: string, cell: 'tanh' | 'lstm' | 'gru', output: 'sequence' | 'last'): LayerOf {
  const settings = { weights: learned, recurrentWeights: learned, biases: learned };
  return { type: 'rnn', name, cell, units: 3, output, forgetBias: 1, ...settings };
}

function fc(name: string, outputs: number, more: Partial<LayerOf> = {}): LayerOf {
  return { type: 'fc', name, outputs, weights: learned, biases: learned, ...more } as LayerOf;
}

const checked = Object.entries(cases).filter(([, all]) => all.length > 0);

describe.each(checked)('gradients of %s layers agree with finite differences', (type, all) => {
  for (const { step, tolerance, kink, distinct = false, ...layers } of all) {
    it(layers.name, async () => {
      await checkGraph(
        `${type} ${layers.name}`,
        variablesFor(layers, distinct),
        (graph, tensors) => lowerCase(graph, layers, tensors),
        { feeds: feedsOf(layers), step, tolerance, kink },
      );
    });
  }
});

describe.each(checked)('gradients of %s layers in bfloat16 agree with those in float32', (_type, all) => {
  for (const { distinct = false, roundings = 4, ...layers } of all) {
    it(layers.name, async () => {
      await expectBfloat16Gradients(
        variablesFor(layers, distinct),
        (elements) => (graph, tensors) => lowerCase(graph, { ...layers, elements }, tensors),
        { feeds: feedsOf(layers), roundings },
      );
    });
  }
});

function variablesFor(layers: LayerCase, distinct: boolean): Variables {
  const shapes: Variables = variablesOf(layers);
  const { shape } = shapes.images!;
  return distinct ? { ...shapes, images: { shape, values: spaced(elementCount(shape), 0.05, 5) } } : shapes;
}
