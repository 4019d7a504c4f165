import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import { add, mul } from '../ops/arithmetic.js';
import { scalar } from '../ops/constant.js';
import type { ParameterStep } from './rule.js';

/** ∇L + λ·decay_mult·W: L2 regularization, Caffe's `Regularize` (`sgd_solver.cpp`). */
export function regularized(graph: Graph, { gradient, value, decay }: ParameterStep): Tensor {
  return decay === 0 ? gradient : add(graph, gradient, mul(graph, value, scalar(graph, decay)));
}
