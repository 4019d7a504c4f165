import type { SolverSpec } from '../spec/schema/solver.js';
import type { Graph } from './graph.js';
import type { Node, Tensor } from './node.js';
import { add, mul } from './ops/arithmetic.js';
import { scalar } from './ops/constant.js';
import { applyDescent } from './ops/descent.js';
import { applyMomentum } from './ops/momentum.js';
import type { TrainedVariable } from './variables.js';

export interface TrainedValue extends TrainedVariable {
  /** The value that the step's forward pass read. */
  readonly value: Tensor;
  /** Gradient of the loss with respect to it. */
  readonly gradient: Tensor;
}

/**
 * Caffe's SGD (`sgd_solver.cpp`): V ← μV + lr·lr_mult·(∇L + λ·decay_mult·W); W ← W − V.
 *
 * @param lastUsers Nodes that still read `value` when the gradient is there. The update waits for them: while a value
 *   is in use, TensorFlow would write the new one to a second array of its size.
 */
export function applyUpdate(
  graph: Graph,
  trained: TrainedValue,
  learningRate: Tensor,
  solver: SolverSpec,
  lastUsers: readonly Node[],
): Node {
  const { parameter, variable, momentum, gradient } = trained;
  const rate =
    parameter.lrMult === 1 ? learningRate : mul(graph, learningRate, scalar(graph, parameter.lrMult));
  const decay = decayed(graph, trained, rate, solver);
  const controls = [...decay.controls, ...lastUsers];
  return applyMomentum(
    graph,
    variable,
    momentum,
    rate,
    decay.gradient ?? gradient,
    scalar(graph, solver.momentum),
    controls,
  );
}

/**
 * Weight decay. With momentum it goes into the accumulator A = −V beforehand, A ← A − (lr·λ/μ)·W, which the update then
 * multiplies by μ: in place, where a sum with the gradient would need two more arrays of the weights' size.
 */
function decayed(
  graph: Graph,
  { parameter, momentum, value, gradient }: TrainedValue,
  rate: Tensor,
  solver: SolverSpec,
): { readonly gradient?: Tensor; readonly controls: readonly Node[] } {
  const decay = solver.weight_decay * parameter.decayMult;
  if (decay === 0) return { controls: [] };
  if (solver.momentum === 0)
    return { gradient: add(graph, gradient, mul(graph, value, scalar(graph, decay))), controls: [] };
  const decayRate = mul(graph, rate, scalar(graph, decay / solver.momentum));
  return { controls: [applyDescent(graph, momentum, decayRate, value)] };
}
