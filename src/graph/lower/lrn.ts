import type { LrnLayer } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import { add, addN, mul, realDiv } from '../ops/arithmetic.js';
import { scalar } from '../ops/constant.js';
import { accountedFor } from '../ops/identity.js';
import { lrn } from '../ops/lrn.js';
import { avgPool } from '../ops/pool.js';
import { pow, rsqrt, sqrt } from '../ops/pow.js';
import { pad } from '../ops/slice-pad.js';
import { onlyInput, type Lowering } from './context.js';

/** Caffe's `lrn_layer.cpp`: x / (1 + α·mean(x²))^β. The mean is over the whole window, with zeros beyond the border. */
export const lowerLrn: Lowering<LrnLayer> = ({ graph }, { layer }, inputs) => {
  const x = onlyInput(inputs);
  const { size, alpha, beta } = layer;
  if (layer.region === 'across_channels')
    return lrn(graph, x, { radius: (size - 1) / 2, alpha: alpha / size, beta });
  return withinChannel(graph, x, { size, alpha, beta });
};

interface WithinChannel {
  /** Side of the window, odd. */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
}

/**
 * y = x·s^−β with s = 1 + α·m, where m is the mean of x² over the window.
 *
 * The gradient is written out, because backprop would take twice as many operations: dx = dy·s^−β + x·m(−2αβ·dy·y / s), as
 * the mean over a window of odd size is its own transpose. `accountedFor` stops TensorFlow from reordering the product,
 * which it does if it knows the shapes: all graphs must round in the same way.
 */
function withinChannel(graph: Graph, x: Tensor, { size, alpha, beta }: WithinChannel): Tensor {
  const mean = windowMean(graph, mul(graph, x, x), size);
  const s = add(graph, mul(graph, mean, scalar(graph, alpha)), scalar(graph, 1));
  const factor = accountedFor(graph, inversePower(graph, s, beta));
  return mul(graph, x, factor, (graph, { outputs: [y] }, [dy]) => {
    if (!y || !dy) return [];
    const share = mul(graph, realDiv(graph, mul(graph, dy, y), s), scalar(graph, -2 * alpha * beta));
    const through = mul(graph, windowMean(graph, share, size), x);
    return [addN(graph, [mul(graph, dy, factor), through])];
  });
}

/** x^−β. Uses square roots for Caffe's β of 0.75, because Pow takes longer than a 5×5 convolution. */
function inversePower(graph: Graph, x: Tensor, beta: number): Tensor {
  return beta === 0.75 ? rsqrt(graph, mul(graph, x, sqrt(graph, x))) : pow(graph, x, -beta);
}

/** Like Caffe's average pooling with a padding of (size − 1) / 2, which divides by size² at the border too. */
function windowMean(graph: Graph, x: Tensor, size: number): Tensor {
  const border = [(size - 1) / 2, (size - 1) / 2] as const;
  const padded = pad(graph, x, [[0, 0], border, border, [0, 0]]);
  return avgPool(graph, padded, { kernel: [size, size], stride: [1, 1], padding: 'VALID' });
}
