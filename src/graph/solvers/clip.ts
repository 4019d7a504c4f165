import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import { addN, minimum, mul, realDiv } from '../ops/arithmetic.js';
import { scalar } from '../ops/constant.js';
import { l2Loss } from '../ops/l2-loss.js';
import { sqrt } from '../ops/pow.js';

/**
 * Caffe's `ClipGradients` (`sgd_solver.cpp`), applied before weight decay: if the L2 norm of all gradients together is above
 * `limit`, multiplies each by limit / norm.
 */
export function clipped(graph: Graph, gradients: readonly Tensor[], limit: number): Tensor[] {
  const halfSquares = addN(
    graph,
    gradients.map((gradient) => l2Loss(graph, gradient)),
  );
  const norm = sqrt(graph, mul(graph, halfSquares, scalar(graph, 2)));
  const factor = minimum(graph, realDiv(graph, scalar(graph, limit), norm), scalar(graph, 1));
  return gradients.map((gradient) => mul(graph, gradient, factor));
}
