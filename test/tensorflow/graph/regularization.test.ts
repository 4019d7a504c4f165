import { describe, expect, it } from 'vitest';
import { build, open } from './helpers/networks.js';
import { runLayers, type LayerCase, type LayerOf } from './helpers/layers.js';
import { uniform } from './helpers/numbers.js';

const IMAGE = [5, 4, 6];
const SIZE = 5 * 4 * 6;

/** Caffe's formula by naive loops; zeros beyond the border count in the window. */
function normalized(
  x: Float32Array,
  { region, size, alpha, beta }: Extract<LayerOf, { type: 'lrn' }>,
): number[] {
  const [height, width, channels] = IMAGE as [number, number, number];
  const square = (h: number, w: number, c: number) =>
    h < 0 || w < 0 || c < 0 || h >= height || w >= width || c >= channels
      ? 0
      : x[(h * width + w) * channels + c]! ** 2;
  const reach = Array.from({ length: size }, (_, i) => i - (size - 1) / 2);
  return Array.from(x, (value, i) => {
    const [c, w, h] = [i % channels, Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    const window =
      region === 'across_channels'
        ? reach.map((k) => square(h, w, c + k))
        : reach.flatMap((k) => reach.map((l) => square(h + k, w + l, c)));
    const sum = window.reduce((a, b) => a + b, 0);
    return value / (1 + (alpha / window.length) * sum) ** beta;
  });
}

describe('local response normalization is Caffe’s formula', () => {
  for (const region of ['across_channels', 'within_channel'] as const)
    for (const size of [1, 3, 5])
      it(`${region}, size ${size}`, async () => {
        const layer = { type: 'lrn', name: 'lrn', region, size, alpha: 0.9, beta: 0.75 } as const;
        const images = uniform(SIZE, 3, 1);
        const found = await runLayers({ name: 'lrn', image: IMAGE, count: 1, layers: [layer] }, { images });
        normalized(images, layer).forEach((expected, i) => {
          expect(found[i]).toBeCloseTo(expected, 5);
        });
      });
});

describe('dropout', () => {
  const dropout = (ratio: number): LayerCase => ({
    name: 'dropout',
    image: [1000],
    count: 4,
    layers: [{ type: 'dropout', name: 'dropout', ratio }],
  });
  const images = uniform(4000, 1, 2);

  it('sets the given ratio of the units of each image to 0, and multiplies the rest by 1 / (1 − ratio)', async () => {
    const found = await runLayers(dropout(0.25), { images });
    const dropped = Array.from(found, (value) => value === 0);
    expect(dropped.filter(Boolean).length / 4000).toBeCloseTo(0.25, 1);
    expect(dropped.slice(0, 1000)).not.toEqual(dropped.slice(1000, 2000));
    found.forEach((value, i) => {
      if (value !== 0) expect(value).toBeCloseTo(images[i]! / 0.75, 6);
    });
  });

  it('changes nothing in tests', async () => {
    expect(await runLayers({ ...dropout(0.9), mode: 'evaluate' }, { images })).toEqual(images);
  });
});

describe('regularizing DropIn', () => {
  const layers = (
    ratio: number,
    draw: 'image' | 'batch',
    mode: 'train' | 'evaluate' = 'train',
  ): LayerCase => ({
    name: 'regularizing DropIn',
    image: [500],
    count: 4,
    mode,
    layers: [
      { type: 'relu', name: 'new' },
      {
        type: 'regularizing_dropin',
        name: 'dropin',
        inputs: ['new', 'input'],
        ratio,
        draw,
      },
    ],
  });
  // Negative, so that the new layer's output (0) is distinguishable from the copied one.
  const images = uniform(2000, 1, 3).map((value) => -Math.abs(value) - 0.1);
  const takenOf = (found: Float32Array) => Array.from(found, (value) => value === 0);

  it('uses the new layer with probability p for each unit, and copies the others', async () => {
    const found = await runLayers(layers(0.3, 'image'), { images });
    const taken = takenOf(found);
    expect(taken.filter(Boolean).length / 2000).toBeCloseTo(0.3, 1);
    expect(taken.slice(0, 500)).not.toEqual(taken.slice(500, 1000));
    found.forEach((value, i) => {
      if (value !== 0) expect(value).toBe(images[i]);
    });
  });

  it('uses one mask for the batch on request', async () => {
    const taken = takenOf(await runLayers(layers(0.3, 'batch'), { images }));
    expect(taken.slice(500, 1000)).toEqual(taken.slice(0, 500));
  });

  it.each([
    [0, 0],
    [1, 2000],
  ])('with p = %d takes %d units of 2000', async (p, count) => {
    expect(takenOf(await runLayers(layers(p, 'image'), { images })).filter(Boolean)).toHaveLength(count);
  });

  it('uses the expectation in tests', async () => {
    const found = await runLayers(layers(0.3, 'image', 'evaluate'), { images });
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(0.7 * images[i]!, 6);
    });
  });
});

it('masks differ between iterations, and depend only on the seed and the iteration', async () => {
  const network = `
- fc: {name: fc1, outputs: 64, activation: relu}
- dropout: {ratio: 0.5}
- fc: {name: fc2, outputs: 64, activation: relu}
- dropin: {from: dropout1, mode: regularizing, ratio: 0.5}
- fc: {name: fc3, outputs: 10}`;
  const batch = { images: new Uint8Array(4 * 16).fill(3), labels: Int32Array.of(1, 2, 3, 4) };
  const losses = async (seed: number, iterations: readonly number[]) => {
    const program = await open(build(network, [4, 4, 1], 10, { seed }));
    // Equal weights for both seeds, and a learning rate of 0 that keeps them.
    program.initialize(1);
    return iterations.map(
      (iteration) => program.trainStep(batch, { learningRate: 0, iteration, copied: [] }).loss,
    );
  };
  const [first, second, again] = await losses(1, [0, 1, 0]);
  expect(second).not.toBe(first);
  expect(again).toBe(first);
  expect(await losses(1, [1])).toEqual([second]);
  expect(await losses(2, [0])).not.toEqual([first]);
});
