import type { PoolLayer } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import { mul } from '../ops/arithmetic.js';
import { constant } from '../ops/constant.js';
import { pad } from '../ops/slice-pad.js';
import { avgPool, maxPool, type Window } from '../ops/pool.js';
import { onlyInput, type Lowering } from './context.js';

/**
 * Caffe's pooling (`pooling_layer.cpp`), whose last window may extend beyond the border. Uses TensorFlow's SAME if its
 * windows are the same; otherwise pads the input and uses VALID.
 */
export const lowerPool: Lowering<PoolLayer> = ({ graph }, { layer, outputShape }, inputs) => {
  const x = onlyInput(inputs);
  const { kernel, stride, pooling } = layer;
  const borders = [0, 1].map((axis) => border(layer, x.shape[axis + 1] ?? 0, outputShape[axis] ?? 0));
  const window = (padding: Window['padding']): Window => ({ kernel, stride, padding });
  const pool = pooling === 'max' ? maxPool : avgPool;
  if (borders.every(({ before, after }) => before === 0 && after <= 0))
    return pool(graph, x, window('VALID'));
  if (borders.every((side) => side.sameWindows)) return pool(graph, x, window('SAME'));
  const amounts = borders.map(({ before, after }) => [before, Math.max(0, after)] as const);
  const padded = pad(graph, x, [[0, 0], ...amounts, [0, 0]], pooling === 'max' ? -3.4028234663852886e38 : 0);
  const y = pool(graph, padded, window('VALID'));
  return pooling === 'max' ? y : mul(graph, y, windowCorrection(graph, layer, x, outputShape));
};

/** Padding that the windows of one axis cover, before and after the input, and whether SAME has exactly these windows. */
function border({ kernel, stride, pad }: PoolLayer, input: number, output: number) {
  const after = (output - 1) * stride + kernel - input - pad;
  const sameTotal = Math.max(0, (Math.ceil(input / stride) - 1) * stride + kernel - input);
  const sameBefore = Math.floor(sameTotal / 2);
  const sameWindows =
    pad === 0 && output === Math.ceil(input / stride) && sameBefore === 0 && sameTotal === Math.max(0, after);
  return { before: pad, after, sameWindows };
}

/** Caffe divides by the part of the window inside the padded input, TensorFlow's VALID by the whole window. */
function windowCorrection(graph: Graph, layer: PoolLayer, x: Tensor, outputShape: readonly number[]): Tensor {
  const [height = 0, width = 0] = outputShape;
  const sides = [height, width].map((count, axis) =>
    Array.from({ length: count }, (_, position) => windowSize(layer, position, x.shape[axis + 1] ?? 0)),
  );
  const values = sides[0]!.flatMap((rows) =>
    sides[1]!.map((columns) => layer.kernel ** 2 / (rows * columns)),
  );
  return constant(graph, { dtype: 'float32', shape: [1, height, width, 1], values }, 'window_correction');
}

function windowSize({ kernel, stride, pad }: PoolLayer, position: number, input: number): number {
  const start = position * stride - pad;
  return Math.min(start + kernel, input + pad) - start;
}
