import type { LrnLayer } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import { add, mul } from '../ops/arithmetic.js';
import { scalar } from '../ops/constant.js';
import { lrn } from '../ops/lrn.js';
import { avgPool } from '../ops/pool.js';
import { pow } from '../ops/pow.js';
import { rsqrt, sqrt } from '../ops/root.js';
import { pad } from '../ops/slice-pad.js';
import { onlyInput, type Lowering } from './context.js';

/** Caffe's `lrn_layer.cpp`: x / (1 + α·mean(x²))^β, the mean over all of the window, zeros beyond the border counted. */
export const lowerLrn: Lowering<LrnLayer> = ({ graph }, { layer }, inputs) => {
  const x = onlyInput(inputs);
  const { region, size, alpha, beta } = layer;
  if (region === 'across_channels')
    return lrn(graph, x, { radius: (size - 1) / 2, alpha: alpha / size, beta });
  const scale = add(graph, mul(graph, meanSquare(graph, x, size), scalar(graph, alpha)), scalar(graph, 1));
  return mul(graph, x, inversePower(graph, scale, beta));
};

/** x^−β; for Caffe's β of 0.75 by roots, since TensorFlow's Pow takes longer than a 5×5 convolution. */
function inversePower(graph: Graph, x: Tensor, beta: number): Tensor {
  return beta === 0.75 ? rsqrt(graph, mul(graph, x, sqrt(graph, x))) : pow(graph, x, -beta);
}

/** As Caffe's average pooling with a padding of (size − 1) / 2, whose divisor is size² at the border too. */
function meanSquare(graph: Graph, x: Tensor, size: number): Tensor {
  const border = [(size - 1) / 2, (size - 1) / 2] as const;
  const padded = pad(graph, mul(graph, x, x), [[0, 0], border, border, [0, 0]]);
  return avgPool(graph, padded, { kernel: size, stride: 1, padding: 'VALID' });
}
