import type { SolverSpec } from '../spec/schema/solver.js';
import type { Graph } from './graph.js';
import type { Node, Tensor } from './node.js';
import { mul } from './ops/arithmetic.js';
import { scalar } from './ops/constant.js';
import { clipped } from './solvers/clip.js';
import { solverRule } from './solvers/index.js';
import type { ParameterStep, SolverInputs } from './solvers/rule.js';
import type { TrainedVariable } from './variables.js';

/** A parameter with its gradient; see `ParameterStep`. */
export type Gradient = TrainedVariable & Pick<ParameterStep, 'value' | 'gradient' | 'lastUsers'>;

/** Adds the solver's update of every parameter; returns the nodes to run. */
export function applyUpdates(
  graph: Graph,
  gradients: readonly Gradient[],
  solver: SolverSpec,
  { learningRate, iteration }: SolverInputs & { readonly learningRate: Tensor },
): Node[] {
  const limit = solver.clip_gradients;
  const values = gradients.map(({ gradient }) => gradient);
  const used = limit === undefined ? values : clipped(graph, values, limit);
  const update = solverRule(solver)(graph, { iteration });
  return gradients.map((one, position) => {
    const { lrMult, decayMult } = one.parameter;
    const rate = lrMult === 1 ? learningRate : mul(graph, learningRate, scalar(graph, lrMult));
    const decay = solver.weight_decay * decayMult;
    return update(graph, { ...one, gradient: used[position]!, rate, decay });
  });
}
