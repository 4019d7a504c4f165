import { describe, expect, it } from 'vitest';
import { elementCount } from '../../../src/common/shapes.js';
import type { ConvLayer, PoolLayer } from '../../../src/network/layer.js';
import type { Pair } from '../../../src/network/window.js';
import {
  conv,
  learned,
  placeLayers,
  pool,
  runLayers,
  variablesOf,
  type LayerCase,
} from './helpers/layers.js';
import { uniform } from './helpers/numbers.js';

type Arrays = Readonly<Record<string, Float32Array>>;

/** An array of images by its four indices, zero outside. */
function reader(values: Float32Array, [height, width, channels]: readonly number[]) {
  return (n: number, h: number, w: number, c: number): number => {
    if (h < 0 || w < 0 || h >= height! || w >= width!) return 0;
    return values[((n * height! + h) * width! + w) * channels! + c]!;
  };
}

/** Every output unit of two images, in NHWC order. */
function each<T>(
  [height, width, channels]: readonly number[],
  unit: (n: number, h: number, w: number, c: number) => T,
) {
  const results: T[] = [];
  for (let n = 0; n < 2; n++)
    for (let h = 0; h < height!; h++)
      for (let w = 0; w < width!; w++) for (let c = 0; c < channels!; c++) results.push(unit(n, h, w, c));
  return results;
}

function randomValues(layers: LayerCase): Arrays {
  return Object.fromEntries(
    Object.entries(variablesOf(layers)).map(([name, { shape }], i) => [
      name,
      uniform(elementCount(shape), 1, i + 7),
    ]),
  );
}

function expectClose(found: Float32Array, expected: readonly number[], tolerance = 1e-5): void {
  expect(found).toHaveLength(expected.length);
  const wrong = expected.flatMap((value, i) =>
    Math.abs(found[i]! - value) <= tolerance * Math.max(1, Math.abs(value))
      ? []
      : [`[${i}] ${found[i]}, not ${value}`],
  );
  expect(wrong).toEqual([]);
}

describe('convolution is a weighted sum over its window', () => {
  const cases: LayerCase[] = [
    { name: '3×3', image: [6, 5, 3], layers: [conv('conv', 4, 3)] },
    { name: '5×5, stride 2, pad 2', image: [7, 8, 2], layers: [conv('conv', 3, 5, { stride: 2, pad: 2 })] },
    {
      name: 'even filter, stride 3, pad 1',
      image: [7, 6, 2],
      layers: [conv('conv', 3, 4, { stride: 3, pad: 1 })],
    },
    { name: 'groups', image: [5, 5, 6], layers: [conv('conv', 4, 3, { groups: 2, pad: 1 })] },
    {
      name: 'depthwise, two filters a channel',
      image: [5, 5, 3],
      layers: [conv('conv', 6, 3, { groups: 3, pad: 1 })],
    },
    {
      name: '1×3, stride 2×1, pad 0×1',
      image: [6, 5, 3],
      layers: [conv('conv', 4, [1, 3], { stride: [2, 1], pad: [0, 1] })],
    },
    {
      name: '3×2, dilation 2×3, stride 1×2, pad 2×1',
      image: [7, 8, 2],
      layers: [conv('conv', 3, [3, 2], { dilation: [2, 3], stride: [1, 2], pad: [2, 1] })],
    },
    { name: 'no bias', image: [4, 4, 2], layers: [conv('conv', 2, 3, { biases: undefined })] },
  ];
  it.each(cases)('$name', async (layers) => {
    const values = randomValues(layers);
    const { layer, outputShape } = placeLayers(layers).at(-1)! as ReturnType<typeof placeLayers>[number] & {
      layer: ConvLayer;
    };
    const { kernel, stride, pad, dilation, groups, outputs } = layer;
    const at = (axis: 0 | 1, position: number, tap: number) =>
      position * stride[axis] - pad[axis] + tap * dilation[axis];
    const x = reader(values.images!, layers.image);
    const group = { inputs: layers.image[2]! / groups, outputs: outputs / groups };
    const expected = each(outputShape, (n, h, w, m) => {
      let sum = values['conv/biases']?.[m] ?? 0;
      const first = Math.floor(m / group.outputs) * group.inputs;
      for (let i = 0; i < kernel[0]; i++)
        for (let j = 0; j < kernel[1]; j++)
          for (let c = 0; c < group.inputs; c++)
            sum +=
              x(n, at(0, h, i), at(1, w, j), first + c) *
              values['conv/weights']![((i * kernel[1] + j) * group.inputs + c) * outputs + m]!;
      return sum;
    });
    expectClose(await runLayers(layers, values), expected);
  });
});

describe('pooling is Caffe’s', () => {
  const windows: readonly Record<'kernel' | 'stride' | 'pad', number | Pair>[] = [
    { kernel: 2, stride: 2, pad: 0 },
    { kernel: 3, stride: 2, pad: 0 },
    { kernel: 3, stride: 3, pad: 1 },
    { kernel: 3, stride: 2, pad: 2 },
    { kernel: 3, stride: 1, pad: 1 },
    { kernel: 2, stride: 3, pad: 1 },
    { kernel: 1, stride: 2, pad: 0 },
    { kernel: 4, stride: 2, pad: 1 },
    { kernel: [1, 3], stride: [2, 1], pad: [0, 1] },
    { kernel: [3, 2], stride: [3, 2], pad: [2, 0] },
  ];
  const sizes = [
    [4, 4],
    [5, 7],
    [6, 8],
    [7, 5],
  ];
  const cases = windows.flatMap((window) =>
    (['max', 'average'] as const).flatMap((pooling) =>
      (['ceil', 'floor'] as const).map((rounding) => ({ ...window, pooling, rounding })),
    ),
  );
  /** Indices of a window inside the image, and Caffe's divisor: the window clipped at the padded image's end. */
  function clipped({ kernel, stride, pad }: PoolLayer, axis: 0 | 1, position: number, size: number) {
    const start = position * stride[axis] - pad[axis];
    const end = Math.min(start + kernel![axis], size + pad[axis]);
    return { from: Math.max(start, 0), to: Math.min(end, size), length: end - start };
  }

  it.each(cases)('$pooling $kernel stride $stride pad $pad $rounding', async (window) => {
    for (const [height, width] of sizes) {
      const image = [height!, width!, 2];
      const layers: LayerCase = { name: '', image, layers: [pool(window.pooling, window, window.rounding)] };
      const { layer, outputShape } = placeLayers(layers).at(-1)!;
      const { images } = randomValues(layers) as { images: Float32Array };
      // All negative, so that a border of zeros would show in the maximum.
      const values = { images: images.map((value) => value - 2) };
      const x = reader(values.images, image);
      const expected = each(outputShape, (n, h, w, c) => {
        const rows = clipped(layer as PoolLayer, 0, h, height!);
        const columns = clipped(layer as PoolLayer, 1, w, width!);
        let [sum, maximum] = [0, -Infinity];
        for (let i = rows.from; i < rows.to; i++)
          for (let j = columns.from; j < columns.to; j++) {
            sum += x(n, i, j, c);
            maximum = Math.max(maximum, x(n, i, j, c));
          }
        return window.pooling === 'max' ? maximum : sum / (rows.length * columns.length);
      });
      expectClose(await runLayers(layers, values), expected);
    }
  });
});

it.each(['max', 'average'] as const)('a global pooling, %s, is over the whole input', async (pooling) => {
  const image = [3, 4, 2];
  const window = { kernel: undefined, stride: [1, 1], pad: [0, 0] } as const;
  const layers: LayerCase = {
    name: '',
    image,
    layers: [{ type: 'pool', name: 'pool', pooling, rounding: 'ceil', ...window }],
  };
  const { images } = randomValues(layers) as { images: Float32Array };
  const expected = each([1, 1, 2], (n, _h, _w, c) => {
    const plane = Array.from({ length: 12 }, (_, i) => images[(n * 12 + i) * 2 + c]!);
    return pooling === 'max' ? Math.max(...plane) : plane.reduce((sum, value) => sum + value) / 12;
  });
  expectClose(await runLayers(layers, { images }), expected);
});

describe('fully connected', () => {
  it.each([{ image: [2, 3, 2] }, { image: [12] }])(
    'takes units row by row, channels last: %o',
    async ({ image }) => {
      const layers: LayerCase = {
        name: '',
        image,
        layers: [{ type: 'fc', name: 'fc', outputs: 4, weights: learned, biases: learned }],
      };
      const values = randomValues(layers);
      const expected = [0, 1].flatMap((n) =>
        [0, 1, 2, 3].map((m) =>
          Array.from(
            { length: 12 },
            (_, i) => values.images![n * 12 + i]! * values['fc/weights']![i * 4 + m]!,
          ).reduce((sum, term) => sum + term, values['fc/biases']![m]!),
        ),
      );
      expectClose(await runLayers(layers, values), expected);
    },
  );
});

describe('Resize', () => {
  function resizeCase(
    image: number[],
    target: { height?: number; width?: number; channels?: number },
    method: 'nearest' | 'bilinear',
  ) {
    const { height, width, channels } = target;
    return {
      name: '',
      image,
      layers: [{ type: 'resize' as const, name: 'resize', height, width, channels, method }],
    };
  }

  it('nearest uses the pixel below each center; channels are dropped, or zeros appended', async () => {
    for (const [height, width, channels] of [
      [8, 9, 5],
      [2, 3, 1],
      [5, 2, 2],
    ]) {
      const layers = resizeCase([4, 6, 3], { height, width, channels }, 'nearest');
      const values = randomValues(layers);
      const x = reader(values.images!, layers.image);
      const expected = each([height!, width!, channels!], (n, h, w, c) =>
        c < 3 ? x(n, Math.floor(((h + 0.5) * 4) / height!), Math.floor(((w + 0.5) * 6) / width!), c) : 0,
      );
      expectClose(await runLayers(layers, values), expected, 0);
    }
  });

  it('bilinear interpolates between centers, and repeats the border', async () => {
    for (const [height, width] of [
      [8, 9],
      [3, 4],
    ]) {
      const layers = resizeCase([4, 6, 2], { height, width }, 'bilinear');
      const values = randomValues(layers);
      const x = reader(values.images!, layers.image);
      const between = (position: number, size: number, from: number) => {
        const source = ((position + 0.5) * from) / size - 0.5;
        const low = Math.floor(source);
        const clip = (i: number) => Math.min(Math.max(i, 0), from - 1);
        return { low: clip(low), high: clip(low + 1), share: source - low };
      };
      const expected = each([height!, width!, 2], (n, h, w, c) => {
        const row = between(h, height!, 4);
        const column = between(w, width!, 6);
        const mix = (a: number, b: number, share: number) => a + (b - a) * share;
        const at = (i: number) => mix(x(n, i, column.low, c), x(n, i, column.high, c), column.share);
        return mix(at(row.low), at(row.high), row.share);
      });
      expectClose(await runLayers(layers, values), expected);
    }
  });
});

describe('DropIn (paper, equations 1 and 5)', () => {
  const [height, width, channels] = [3, 4, 5];
  const units = height * width * channels;
  const layers = (copied: number): LayerCase => ({
    name: '',
    image: [height, width, channels],
    layers: [
      conv('new', channels, 1, { biases: undefined }),
      { type: 'dropin', name: 'dropin', inputs: ['new', 'input'], length: 1, start: 0 },
    ],
    copied: { dropin: copied },
  });

  it.each([0, 1, 12, 13, 30, 59, 60])('%i of 60 units are copied, with 12 per channel', async (copied) => {
    const values = randomValues(layers(copied));
    const yNew = await runLayers({ ...layers(copied), layers: [layers(copied).layers[0]!] }, values);
    const y = await runLayers(layers(copied), values);
    const q = copied / units;
    // λ = (c·H + h)·W + w, Caffe's channel-major order; r = 0 for λ < q·n.
    const expected = each([height, width, channels], (n, h, w, c) => {
      const r = (c * height + h) * width + w < q * units ? 0 : 1;
      const position = ((n * height + h) * width + w) * channels + c;
      return r * yNew[position]! + (1 - r) * values.images![position]!;
    });
    expectClose(y, expected, 0);
  });

  it('replaces whole channels, one after another', async () => {
    const values = randomValues(layers(24));
    const y = await runLayers(layers(24), values);
    const copiedChannels = each([height, width, channels], (n, h, w, c) => {
      const position = ((n * height + h) * width + w) * channels + c;
      return { c, copied: y[position] === values.images![position]! };
    });
    expect(new Set(copiedChannels.filter(({ copied }) => copied).map(({ c }) => c))).toEqual(new Set([0, 1]));
    expect(copiedChannels.filter(({ copied }) => copied)).toHaveLength(2 * 24);
  });

  it('copies the first units if there are no height and width', async () => {
    const rows: LayerCase = {
      name: '',
      image: [6],
      layers: [
        { type: 'fc', name: 'new', outputs: 6, weights: learned, biases: undefined },
        { type: 'dropin', name: 'dropin', inputs: ['new', 'input'], length: 1, start: 0 },
      ],
      copied: { dropin: 4 },
    };
    const values = randomValues(rows);
    const yNew = await runLayers({ ...rows, layers: [rows.layers[0]!] }, values);
    const y = await runLayers(rows, values);
    expect([...y]).toEqual([...yNew].map((value, i) => (i % 6 < 4 ? values.images![i] : value)));
  });
});

describe('softmax loss and accuracy', () => {
  const scores = Float32Array.of(1, 2, 3, 4, 700, -700, 0, 3);
  const head = (type: 'softmax_loss' | 'accuracy', labels: number[]): LayerCase => ({
    name: '',
    image: [4],
    labels,
    layers: [{ type, name: 'head' }],
  });

  it('is −log softmax of the label, without overflow', async () => {
    const loss = await runLayers(head('softmax_loss', [1, 3]), { images: scores });
    expectClose(loss, [Math.log(Math.exp(-1) + 1 + Math.exp(1) + Math.exp(2)), 697]);
  });

  it('counts the images whose label has the largest logit', async () => {
    expect([...(await runLayers(head('accuracy', [3, 3]), { images: scores }))]).toEqual([1, 0]);
  });
});
