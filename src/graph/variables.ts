import type { Network, Parameter } from '../network/layer.js';
import type { Graph } from './graph.js';
import { variable, type Variable } from './ops/variable.js';

/** A trained array and its momentum V (kept as −V, see `applyMomentum`). */
export interface TrainedVariable {
  readonly parameter: Parameter;
  readonly variable: Variable;
  readonly momentum: Variable;
}

/** One variable a parameter, named as it, and one `<parameter>/momentum`. */
export function declareVariables(graph: Graph, network: Network): TrainedVariable[] {
  return network.layers
    .flatMap(({ parameters }) => parameters)
    .map((parameter) => ({
      parameter,
      variable: variable(graph, parameter.name, parameter.shape),
      momentum: variable(graph, `${parameter.name}/momentum`, parameter.shape),
    }));
}

/** All that a checkpoint holds. */
export function stateOf(variables: readonly TrainedVariable[]): Variable[] {
  return variables.flatMap(({ variable, momentum }) => [variable, momentum]);
}
