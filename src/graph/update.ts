import type { SolverSpec } from '../spec/schema/solver.js';
import type { Graph } from './graph.js';
import type { Node, Tensor } from './node.js';
import { add, mul } from './ops/arithmetic.js';
import { scalar } from './ops/constant.js';
import { applyDescent } from './ops/descent.js';
import { full } from './ops/fill.js';
import { assignVariable, readVariable } from './ops/variable.js';
import { clipped } from './solvers/clip.js';
import { solverRule } from './solvers/index.js';
import type { ParameterStep, SolverInputs } from './solvers/rule.js';
import type { TrainedVariable } from './variables.js';

/** A parameter with its gradient; see `ParameterStep`. */
export type Gradient = TrainedVariable & Pick<ParameterStep, 'value' | 'gradient' | 'lastUsers'>;

/** Adds the solver's update of every parameter, by the average of the iteration's gradients; returns the nodes to run. */
export function applyUpdates(
  graph: Graph,
  gradients: readonly Gradient[],
  solver: SolverSpec,
  { learningRate, iteration }: SolverInputs & { readonly learningRate: Tensor },
): Node[] {
  const limit = solver.clip_gradients;
  const { values, reset } = averages(graph, gradients, solver);
  const used = limit === undefined ? values : clipped(graph, values, limit);
  const update = solverRule(solver)(graph, { iteration });
  const updates = gradients.map((one, position) => {
    const { lrMult, decayMult } = one.parameter;
    const rate = lrMult === 1 ? learningRate : mul(graph, learningRate, scalar(graph, lrMult));
    const decay = solver.weight_decay * decayMult;
    return update(graph, { ...one, gradient: used[position]!, rate, decay });
  });
  return [...updates, ...reset];
}

/** The average gradients of the batches of an iteration, and the nodes that set the sums back to 0. */
function averages(
  graph: Graph,
  gradients: readonly Gradient[],
  { iter_size: batches }: SolverSpec,
): { readonly values: Tensor[]; readonly reset: Node[] } {
  const reset: Node[] = [];
  const values = gradients.map(({ gradient, gradientSum }) => {
    if (gradientSum === undefined) return gradient;
    const sum = readVariable(graph, gradientSum);
    reset.push(assignVariable(graph, gradientSum, full(graph, gradientSum.shape, 0), [sum.node]));
    return add(graph, sum, mul(graph, gradient, scalar(graph, 1 / batches)));
  });
  return { values, reset };
}

/** sum ← sum + gradient / iter_size for every parameter, in place; returns the nodes to run. */
export function accumulateGradients(
  graph: Graph,
  gradients: readonly Gradient[],
  { iter_size: batches }: SolverSpec,
): Node[] {
  const rate = scalar(graph, -1 / batches);
  return gradients.map(({ gradient, gradientSum }) =>
    applyDescent(graph, { variable: gradientSum!, rate, delta: gradient }, []),
  );
}
