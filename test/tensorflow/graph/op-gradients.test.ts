import { expect, describe, it } from 'vitest';
import type { Graph } from '../../../src/graph/graph.js';
import type { Tensor } from '../../../src/graph/node.js';
import { add, mul } from '../../../src/graph/ops/arithmetic.js';
import { normalizeBatch } from '../../../src/graph/ops/batch-norm.js';
import { biasAdd } from '../../../src/graph/ops/bias-add.js';
import { cast } from '../../../src/graph/ops/cast.js';
import { greaterEqual } from '../../../src/graph/ops/compare.js';
import { concat } from '../../../src/graph/ops/concat.js';
import { constant, scalar, scalarInt } from '../../../src/graph/ops/constant.js';
import { conv2d, depthwiseConv2d } from '../../../src/graph/ops/conv2d.js';
import { after } from '../../../src/graph/ops/identity.js';
import { lrn } from '../../../src/graph/ops/lrn.js';
import { matmul } from '../../../src/graph/ops/matmul.js';
import { avgPool, maxPool, type PaddedWindow } from '../../../src/graph/ops/pool.js';
import { range } from '../../../src/graph/ops/range.js';
import { reduce } from '../../../src/graph/ops/reduce.js';
import { elu, leakyRelu, relu, sigmoid, tanh } from '../../../src/graph/ops/activations.js';
import { reshape } from '../../../src/graph/ops/reshape.js';
import { resize } from '../../../src/graph/ops/resize.js';
import { select } from '../../../src/graph/ops/select.js';
import { pad, padChannels, skipChannels, slice } from '../../../src/graph/ops/slice-pad.js';
import { smoothedSoftmaxLoss, softmaxLoss } from '../../../src/graph/ops/softmax-loss.js';
import { split } from '../../../src/graph/ops/split.js';
import { operations } from '../../../src/graph/registry.js';
import { checkGraph, type Variables } from './helpers/check-graph.js';
import type { CheckOptions } from './helpers/finite-differences.js';
import { spaced } from './helpers/numbers.js';

interface Case extends CheckOptions {
  readonly name: string;
  readonly variables: Variables;
  readonly build: (graph: Graph, variables: Readonly<Record<string, Tensor>>) => Tensor;
}

const image = { shape: [2, 5, 4, 3] };
const windows: readonly PaddedWindow[] = (['VALID', 'SAME'] as const).flatMap((padding) => [
  { kernel: [2, 2], stride: [2, 2], padding },
  { kernel: [3, 3], stride: [2, 2], padding },
  { kernel: [3, 2], stride: [1, 2], padding },
]);
const distinct = { shape: [2, 5, 4, 2], values: spaced(80, 0.05, 3) };

/** An int32 vector of the given values. */
function ints(graph: Graph, values: readonly number[]): Tensor {
  return constant(graph, { dtype: 'int32', shape: [values.length], values });
}

/** At least one case for every operation with a gradient, as listed in the registry. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  Cast: [
    {
      // The values and those a step away are exact in bfloat16.
      name: 'to bfloat16 and back',
      variables: { x: { shape: [4], values: Float32Array.of(-1.5, -0.5, 0.25, 1.25) } },
      step: 2 ** -6,
      tolerance: 2 ** -8, // the gradient is rounded to bfloat16 too
      build: (graph, { x }) => cast(graph, cast(graph, x!, 'bfloat16'), 'float32'),
    },
  ],
  Mul: [
    {
      name: 'of equal shapes',
      variables: { a: { shape: [2, 3] }, b: { shape: [2, 3] } },
      build: (graph, { a, b }) => mul(graph, a!, b!),
    },
    {
      name: 'with itself',
      variables: { a: { shape: [2, 3] } },
      build: (graph, { a }) => mul(graph, a!, a!),
    },
    {
      name: 'by a repeated constant',
      variables: { a: { shape: [2, 3] } },
      build: (graph, { a }) =>
        mul(graph, a!, constant(graph, { dtype: 'float32', shape: [3], values: [2, -1, 0.5] })),
    },
  ],
  AddV2: [
    {
      name: 'of equal shapes',
      variables: { a: { shape: [2, 3] }, b: { shape: [2, 3] } },
      build: (graph, { a, b }) => add(graph, mul(graph, a!, b!), a!),
    },
    {
      name: 'of a repeated constant',
      variables: { a: { shape: [2, 3] } },
      build: (graph, { a }) => add(graph, a!, scalar(graph, 2)),
    },
  ],
  BiasAdd: [
    {
      name: 'to images',
      variables: { x: image, bias: { shape: [3] } },
      build: (graph, { x, bias }) => biasAdd(graph, x!, bias!),
    },
    {
      name: 'to rows',
      variables: { x: { shape: [4, 3] }, bias: { shape: [3] } },
      build: (graph, { x, bias }) => biasAdd(graph, x!, bias!),
    },
  ],
  ConcatV2: [
    {
      name: 'of unequal parts',
      variables: { a: { shape: [2, 3, 1] }, b: { shape: [2, 3, 4] }, c: { shape: [2, 3, 2] } },
      build: (graph, { a, b, c }) => concat(graph, [a!, b!, c!]),
    },
  ],
  Conv2D: [
    { kernel: 3, stride: 1, pad: 0 },
    { kernel: 3, stride: 1, pad: 1 },
    { kernel: 3, stride: 2, pad: 1 },
    { kernel: 1, stride: 2, pad: 0 },
  ].map(({ kernel, stride, pad }) => ({
    name: `${kernel}×${kernel} stride ${stride} pad ${pad}`,
    variables: { x: image, filter: { shape: [kernel, kernel, 3, 2] } },
    build: (graph, { x, filter }) =>
      conv2d(graph, x!, filter!, { stride: [stride, stride], pad: [pad, pad] }),
  })),
  DepthwiseConv2dNative: [
    [1, 0],
    [1, 1],
    [2, 1],
  ].map(([stride, pad]) => ({
    name: `3×3 stride ${stride} pad ${pad}`,
    variables: { x: image, filter: { shape: [3, 3, 3, 2] } },
    build: (graph, { x, filter }) =>
      depthwiseConv2d(graph, x!, filter!, { stride: [stride!, stride!], pad: [pad!, pad!] }),
  })),
  Identity: [
    {
      name: 'after another node',
      variables: { x: { shape: [3] } },
      build: (graph, { x }) => after(graph, [x!.node], x!),
    },
  ],
  FusedBatchNormV3: [
    {
      name: 'of three channels',
      variables: { x: { shape: [3, 2, 2, 3] }, scale: { shape: [3] }, offset: { shape: [3] } },
      build: (graph, { x, scale, offset }) =>
        normalizeBatch(graph, { x: x!, scale: scale!, offset: offset!, epsilon: 0.1 }).y,
    },
  ],
  LRN: [1, 2].map((radius) => ({
    name: `over ${2 * radius + 1} of 6 channels`,
    variables: { x: { shape: [2, 2, 3, 6] } },
    build: (graph, { x }) => lrn(graph, x!, { radius, alpha: 0.4, beta: 0.75 }),
  })),
  MatMul: [
    {
      name: 'of both',
      variables: { a: { shape: [3, 4] }, b: { shape: [4, 2] } },
      build: (graph, { a, b }) => matmul(graph, a!, b!),
    },
  ],
  MaxPool: windows.map((window) => ({
    name: `${window.kernel.join('×')} stride ${window.stride.join('×')} ${window.padding}`,
    variables: { x: distinct },
    build: (graph, { x }) => maxPool(graph, x!, window),
  })),
  AvgPool: windows.map((window) => ({
    name: `${window.kernel.join('×')} stride ${window.stride.join('×')} ${window.padding}`,
    variables: { x: image },
    build: (graph, { x }) => avgPool(graph, x!, window),
  })),
  Sum: [{ name: 'of all', variables: { x: image }, build: (graph, { x }) => reduce(graph, 'Sum', x!) }],
  Mean: [{ name: 'of all', variables: { x: image }, build: (graph, { x }) => reduce(graph, 'Mean', x!) }],
  Relu: [
    {
      name: 'on both sides of its kink',
      variables: { x: image },
      build: (graph, { x }) => relu(graph, x!),
      kink: 0,
    },
  ],
  Sigmoid: [{ name: 'of images', variables: { x: image }, build: (graph, { x }) => sigmoid(graph, x!) }],
  Tanh: [{ name: 'of images', variables: { x: image }, build: (graph, { x }) => tanh(graph, x!) }],
  // The second derivative jumps at 0, so differences across it are inexact.
  Elu: [{ name: 'of images', variables: { x: image }, build: (graph, { x }) => elu(graph, x!), kink: 0 }],
  LeakyRelu: [
    {
      name: 'on both sides of its kink',
      variables: { x: image },
      build: (graph, { x }) => leakyRelu(graph, x!, 0.3),
      kink: 0,
    },
  ],
  Reshape: [
    {
      name: 'to rows',
      variables: { x: { shape: [2, 3, 2] } },
      build: (graph, { x }) => reshape(graph, x!, [2, 6]),
    },
  ],
  ResizeBilinear: resizeCases('bilinear'),
  ResizeNearestNeighbor: resizeCases('nearest'),
  SelectV2: [
    {
      name: 'by a mask repeated over images',
      variables: { a: { shape: [2, 6] }, b: { shape: [2, 6] } },
      build: (graph, { a, b }) =>
        select(graph, greaterEqual(graph, reshape(graph, range(graph, 6), [1, 6]), ints(graph, [4])), a!, b!),
    },
  ],
  PadV2: [
    {
      name: 'unevenly',
      variables: { x: { shape: [2, 3] } },
      build: (graph, { x }) =>
        pad(
          graph,
          x!,
          [
            [0, 1],
            [2, 3],
          ],
          -7,
        ),
    },
    {
      name: 'by channels counted in the step',
      variables: { x: { shape: [2, 3, 2] } },
      build: (graph, { x }) => padChannels(graph, x!, scalarInt(graph, 3), 5),
    },
  ],
  Slice: [
    {
      name: 'from the middle',
      variables: { x: { shape: [4, 6] } },
      build: (graph, { x }) => slice(graph, x!, [1, 2], [2, 3]),
    },
    {
      name: 'from a channel counted in the step',
      variables: { x: { shape: [4, 6] } },
      build: (graph, { x }) => {
        const skipped = skipChannels(graph, x!, scalarInt(graph, 2));
        return reshape(graph, mul(graph, skipped, skipped), [4, 4]);
      },
    },
  ],
  SoftmaxCrossEntropyWithLogits: [
    {
      name: 'of three images, targets smoothed',
      variables: { logits: { shape: [3, 4] } },
      build: (graph, { logits }) => smoothedSoftmaxLoss(graph, logits!, ints(graph, [3, 0, 2]), 0.1),
    },
  ],
  SparseSoftmaxCrossEntropyWithLogits: [
    {
      name: 'of three images',
      variables: { logits: { shape: [3, 4] } },
      build: (graph, { logits }) => softmaxLoss(graph, logits!, ints(graph, [3, 0, 2])),
    },
  ],
  Split: [
    {
      name: 'into unlike uses',
      variables: { x: { shape: [2, 6] } },
      build: (graph, { x }) => {
        const [a, b, c] = split(graph, x!, 3);
        return concat(graph, [relu(graph, b!), a!, mul(graph, c!, a!)]);
      },
      kink: 0,
    },
  ],
};

function resizeCases(method: 'nearest' | 'bilinear'): readonly Case[] {
  const sizes: readonly (readonly [number, number])[] = [
    [8, 9],
    [3, 2],
    [2, 7],
  ];
  return sizes.map(([height, width]) => ({
    name: `5×4 to ${height}×${width}`,
    variables: { x: image },
    build: (graph, { x }) => resize(graph, x!, { method, height, width }),
  }));
}

describe('gradients of operations agree with finite differences', () => {
  const differentiable = [...operations.values()].filter(({ gradient }) => gradient !== 'none');

  it.each(differentiable.map(({ op }) => op))('%s', async (op) => {
    expect(cases[op], `no case for the gradient of ${op}`).toBeDefined();
    for (const { name, variables, build, ...options } of cases[op]!) {
      const ops = await checkGraph(`${op} ${name}`, variables, build, options);
      expect(ops).toContain(op);
    }
  });

  it('a tensor that is used twice receives the sum of both gradients', async () => {
    const ops = await checkGraph(
      'two uses',
      { x: { shape: [2, 3] } },
      (graph, { x }) => concat(graph, [mul(graph, x!, x!), relu(graph, x!), x!]),
      { kink: 0 },
    );
    expect(ops).not.toContain('AddV2');
    await expect(
      checkGraph('Cast', { x: { shape: [2] } }, (graph, { x }) =>
        cast(graph, cast(graph, x!, 'int32'), 'float32'),
      ),
    ).rejects.toThrow('the loss does not depend on x');
  });
});
