import type { SolverSpec } from '../spec/schema/solver.js';
import type { Graph } from './graph.js';
import type { Node, Tensor } from './node.js';
import { add, mul } from './ops/arithmetic.js';
import { scalar } from './ops/constant.js';
import { applyMomentum } from './ops/momentum.js';
import type { TrainedVariable } from './variables.js';

export interface TrainedValue extends TrainedVariable {
  /** The value that the step's forward pass read. */
  readonly value: Tensor;
}

/** Caffe's SGD (`sgd_solver.cpp`): V ← μV + lr·lr_mult·(∇L + λ·decay_mult·W); W ← W − V. */
export function applyUpdate(
  graph: Graph,
  trained: TrainedValue,
  gradient: Tensor,
  learningRate: Tensor,
  solver: SolverSpec,
): Node {
  const { parameter, variable, momentum, value } = trained;
  const decay = solver.weight_decay * parameter.decayMult;
  const decayed = decay === 0 ? gradient : add(graph, gradient, mul(graph, value, scalar(graph, decay)));
  const rate =
    parameter.lrMult === 1 ? learningRate : mul(graph, learningRate, scalar(graph, parameter.lrMult));
  return applyMomentum(graph, variable, momentum, rate, decayed, scalar(graph, solver.momentum));
}
