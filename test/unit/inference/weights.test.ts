import { expect, it } from 'vitest';
import { filtersFirst, rowsChannelsFirst } from '../../../src/inference/onnx/weights.js';

it('moves filters [K, K, C, M] to [M, C, K, K]', () => {
  // The digits of each value give its position: row, column, input, output.
  const values = Float32Array.from({ length: 2 * 2 * 3 * 2 }, (_, i) => i);
  expect([...filtersFirst(values, [2, 2, 3, 2])]).toEqual([
    ...[0, 6, 12, 18, 2, 8, 14, 20, 4, 10, 16, 22],
    ...[1, 7, 13, 19, 3, 9, 15, 21, 5, 11, 17, 23],
  ]);
});

it('orders the rows of a fully connected layer as ONNX flattens an image: channel by channel', () => {
  // 1×2 pixels of 3 channels, 2 outputs.
  const values = Float32Array.from({ length: 6 * 2 }, (_, i) => i);
  expect([...rowsChannelsFirst(values, [1, 2, 3], 2)]).toEqual([0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11]);
});
