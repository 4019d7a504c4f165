import type { Pair } from '../../network/window.js';
import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import { reshape } from '../ops/reshape.js';
import { pad, slice } from '../ops/slice-pad.js';

/**
 * A filter `[K, L, C, M]` with zeros between its weights, `[d·(K − 1) + 1, …]`: a convolution with it is dilated. It takes
 * more time than a dilated convolution, but TensorFlow's own has no gradients on a CPU without oneDNN.
 */
export function dilated(graph: Graph, filter: Tensor, [down, across]: Pair): Tensor {
  if (down === 1 && across === 1) return filter;
  const [rows = 1, columns = 1, channels = 1, outputs = 1] = filter.shape;
  const apart = reshape(graph, filter, [rows, 1, columns, 1, channels * outputs]);
  const none = [0, 0] as const;
  const spread = pad(graph, apart, [none, [0, down - 1], none, [0, across - 1], none]);
  const whole = reshape(graph, spread, [rows * down, columns * across, channels, outputs]);
  const extent = [down * (rows - 1) + 1, across * (columns - 1) + 1];
  return slice(graph, whole, [0, 0, 0, 0], [...extent, channels, outputs]);
}
