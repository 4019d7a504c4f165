import type { PoolLayer } from '../../network/layer.js';
import { poolWindow, windowCorrections } from '../../network/layers/pool.js';
import type { Window } from '../../network/window.js';
import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import { mul } from '../ops/arithmetic.js';
import { cast } from '../ops/cast.js';
import { constant } from '../ops/constant.js';
import { pad } from '../ops/slice-pad.js';
import { avgPool, maxPool, type PaddedWindow } from '../ops/pool.js';
import { onlyInput, type Lowering } from './context.js';

/**
 * Caffe's pooling (`pooling_layer.cpp`), whose last window may extend beyond the border. Uses TensorFlow's SAME if its
 * windows are the same; otherwise pads the input and uses VALID.
 */
export const lowerPool: Lowering<PoolLayer> = ({ graph }, { layer, outputShape }, inputs) => {
  const x = onlyInput(inputs);
  const { pooling } = layer;
  const inputShape = x.shape.slice(1);
  const windows = poolWindow(layer, inputShape);
  const { kernel, stride } = windows;
  const borders = ([0, 1] as const).map((axis) =>
    border(windows, axis, { input: inputShape[axis] ?? 0, output: outputShape[axis] ?? 0 }),
  );
  const window = (padding: PaddedWindow['padding']): PaddedWindow => ({ kernel, stride, padding });
  const pool = pooling === 'max' ? maxPool : avgPool;
  if (borders.every(({ before, after }) => before === 0 && after <= 0))
    return pool(graph, x, window('VALID'));
  if (borders.every((side) => side.sameWindows)) return pool(graph, x, window('SAME'));
  const amounts = borders.map(({ before, after }) => [before, Math.max(0, after)] as const);
  const padded = pad(graph, x, [[0, 0], ...amounts, [0, 0]], pooling === 'max' ? -3.4028234663852886e38 : 0);
  const y = pool(graph, padded, window('VALID'));
  return pooling === 'max'
    ? y
    : mul(graph, y, cast(graph, windowCorrection(graph, windows, inputShape, outputShape), y.dtype));
};

/** Padding that the windows of one axis cover, before and after the input, and whether SAME has exactly these windows. */
function border(
  windows: Window,
  axis: 0 | 1,
  { input, output }: { readonly input: number; readonly output: number },
) {
  const [kernel, stride, pad] = [windows.kernel[axis], windows.stride[axis], windows.pad[axis]];
  const after = (output - 1) * stride + kernel - input - pad;
  const sameTotal = Math.max(0, (Math.ceil(input / stride) - 1) * stride + kernel - input);
  const sameBefore = Math.floor(sameTotal / 2);
  const sameWindows =
    pad === 0 && output === Math.ceil(input / stride) && sameBefore === 0 && sameTotal === Math.max(0, after);
  return { before: pad, after, sameWindows };
}

/** Caffe divides by the part of the window inside the padded input, TensorFlow's VALID by the whole window. */
function windowCorrection(
  graph: Graph,
  windows: Window,
  inputShape: readonly number[],
  outputShape: readonly number[],
): Tensor {
  const [height = 0, width = 0] = outputShape;
  const values = windowCorrections(windows, inputShape, [height, width]);
  return constant(graph, { dtype: 'float32', shape: [1, height, width, 1], values }, 'window_correction');
}
