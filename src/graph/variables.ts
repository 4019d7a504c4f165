import type { Network, Parameter, RunningArray } from '../network/layer.js';
import { solverSlots } from '../network/state.js';
import type { SolverSpec } from '../spec/schema/solver.js';
import type { Graph } from './graph.js';
import { variable, type Variable } from './ops/variable.js';

/** A parameter's variable, and the solver's arrays for it. */
export interface TrainedVariable {
  readonly parameter: Parameter;
  readonly variable: Variable;
  /** The solver's arrays, by slot. */
  readonly slots: Readonly<Record<string, Variable>>;
  /**
   * Sum of the gradients of an iteration’s batches so far, each divided by iter_size; 0 between iterations, so checkpoints do
   * not contain it. Undefined if each batch is followed by an update.
   */
  readonly gradientSum: Variable | undefined;
}

/** Declares a variable for each parameter, with its name, and `<parameter>/<slot>` for each slot of the solver. */
export function declareVariables(graph: Graph, network: Network, solver: SolverSpec): TrainedVariable[] {
  const names = solverSlots(solver);
  return network.layers
    .flatMap(({ parameters }) => parameters)
    .map((parameter) => {
      const { name, shape } = parameter;
      const own = variable(graph, name, shape);
      const slots = names.map((slot) => [slot, variable(graph, `${name}/${slot}`, shape)]);
      return {
        parameter,
        variable: own,
        slots: Object.fromEntries(slots) as TrainedVariable['slots'],
        gradientSum: solver.iter_size > 1 ? variable(graph, `${name}/gradient_sum`, shape) : undefined,
      };
    });
}

/** The variable of an array that training keeps besides the parameters. */
export interface RunningVariable {
  readonly array: RunningArray;
  readonly variable: Variable;
}

export function declareRunning(graph: Graph, { layers }: Network): RunningVariable[] {
  return layers
    .flatMap(({ running }) => running)
    .map((array) => ({ array, variable: variable(graph, array.name, array.shape) }));
}

/** All variables of a network. */
export interface NetworkVariables {
  readonly variables: readonly TrainedVariable[];
  readonly running: readonly RunningVariable[];
}

/** The variables that a checkpoint contains. */
export function stateOf({ variables, running }: NetworkVariables): Variable[] {
  return [
    ...variables.flatMap(({ variable, slots }) => [variable, ...Object.values(slots)]),
    ...running.map(({ variable }) => variable),
  ];
}
