import { describe, expect, it } from 'vitest';
import { backprop } from '../../../src/graph/backprop.js';
import { lowerDropIn, unitIndexOf } from '../../../src/graph/lower/dropin.js';
import type { LowerContext } from '../../../src/graph/lower/context.js';
import { elementCount } from '../../../src/common/shapes.js';
import { mul } from '../../../src/graph/ops/arithmetic.js';
import { constant, scalarInt } from '../../../src/graph/ops/constant.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { reduce } from '../../../src/graph/ops/reduce.js';
import { reshape } from '../../../src/graph/ops/reshape.js';
import type { DropInLayer, PlacedLayer } from '../../../src/network/layer.js';
import { uniform } from './helpers/numbers.js';
import { runOnce } from './helpers/session.js';

const COUNT = 2;

/** y and the gradients of y_new and y_prev, for a DropIn whose y_new lacks its first `leftOut` channels. */
async function dropIn(shape: readonly number[], copied: number, leftOut: number) {
  const outputShape = [...shape];
  const computed = [...shape.slice(0, -1), shape.at(-1)! - leftOut];
  const openChannels = [...shape.slice(0, -1), -1];
  const layer: DropInLayer = {
    type: 'dropin',
    name: 'dropin',
    path: [],
    inputs: ['new', 'previous'],
    length: 1,
    start: 0,
  };
  const feeds = {
    yNew: uniform(COUNT * elementCount(computed), 1, 1),
    yPrevious: uniform(COUNT * elementCount(shape), 1, 2),
  };
  const dy = uniform(COUNT * elementCount(shape), 1, 3);
  const [y, dNew, dPrevious] = await runOnce(feeds, (graph) => {
    const inputs = {
      yNew: placeholder(graph, 'yNew', 'float32', [COUNT, ...(leftOut > 0 ? openChannels : shape)]),
      yPrevious: placeholder(graph, 'yPrevious', 'float32', [COUNT, ...shape]),
    };
    const context = {
      graph,
      copied: () => scalarInt(graph, copied),
      skipped: () => [scalarInt(graph, leftOut)],
      unitIndex: () => unitIndexOf(graph, outputShape),
    } as Partial<LowerContext> as LowerContext;
    const placed = { layer, outputShape } as unknown as PlacedLayer<DropInLayer>;
    const y = lowerDropIn(context, placed, [inputs.yNew, inputs.yPrevious]);
    const weights = constant(graph, { dtype: 'float32', shape: y.shape, values: [...dy] });
    const gradients = backprop(graph, reduce(graph, 'Sum', mul(graph, y, weights)), Object.values(inputs));
    const rows = [computed, shape].map((shape, i) =>
      reshape(graph, gradients[i]!, [COUNT * elementCount(shape)]),
    );
    return { inputs, outputs: [y, ...rows] };
  });
  return { y: y!, dNew: dNew!, dPrevious: dPrevious!, ...feeds, dy };
}

/** Replaces −0 by 0. */
const numbers = (values: ArrayLike<number>) => Array.from(values, (value) => value + 0);

const [height, width, channels] = [3, 4, 9];
const plane = height * width;

describe.each([
  ['none', 0],
  ['one unit', 1],
  ['all of a channel but a unit', plane - 1],
  ['a channel', plane],
  ['a channel and a unit', plane + 1],
  ['four channels', 4 * plane],
  ['some of the sixth channel', 5 * plane + 7],
  ['all but a unit', channels * plane - 1],
  ['all', channels * plane],
])('of 9 channels of 12 units, %s are copied', (_title, copied) => {
  const whole = Math.min(channels - 1, Math.floor(copied / plane));
  it.each([...new Set([0, Math.floor(whole / 4) * 4, whole])])('%i channels skipped', async (leftOut) => {
    const { y, dNew, dPrevious, yNew, yPrevious, dy } = await dropIn(
      [height, width, channels],
      copied,
      leftOut,
    );
    const isNew = (i: number) => (i % channels) * plane + (Math.floor(i / channels) % plane) >= copied;
    /** Index in y_new of unit i of y; undefined if it is skipped. */
    const inNew = (i: number) =>
      i % channels < leftOut
        ? undefined
        : Math.floor(i / channels) * (channels - leftOut) + (i % channels) - leftOut;
    expect(numbers(y)).toEqual(numbers(yPrevious.map((value, i) => (isNew(i) ? yNew[inNew(i)!]! : value))));
    expect(numbers(dPrevious)).toEqual(numbers(dy.map((value, i) => (isNew(i) ? 0 : value))));
    const expected = new Float32Array(yNew.length);
    dy.forEach((value, i) => {
      if (isNew(i)) expected[inNew(i)!] = value;
    });
    expect(numbers(dNew)).toEqual(numbers(expected));
  });
});

it.each([0, 1, 4, 6])('%i of 6 units without height and width are copied', async (copied) => {
  const { y, dNew, dPrevious, yNew, yPrevious, dy } = await dropIn([6], copied, 0);
  const isNew = (i: number) => i % 6 >= copied;
  expect(numbers(y)).toEqual(numbers(yPrevious.map((value, i) => (isNew(i) ? yNew[i]! : value))));
  expect(numbers(dNew)).toEqual(numbers(dy.map((value, i) => (isNew(i) ? value : 0))));
  expect(numbers(dPrevious)).toEqual(numbers(dy.map((value, i) => (isNew(i) ? 0 : value))));
});
