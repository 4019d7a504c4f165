import type { Parameter } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import type { Variable } from '../ops/variable.js';

/** A parameter after a step's backward pass. */
export interface ParameterStep {
  readonly parameter: Parameter;
  readonly variable: Variable;
  /** The solver's arrays for the parameter (`solverSlots`), initially zero. */
  readonly slots: Readonly<Record<string, Variable>>;
  /** The parameter's value in the step's forward pass. */
  readonly value: Tensor;
  /** Gradient of the loss with respect to the parameter, without weight decay. */
  readonly gradient: Tensor;
  /** Learning rate times the parameter's lr_mult, a scalar. */
  readonly rate: Tensor;
  /** λ·decay_mult. */
  readonly decay: number;
  /**
   * Nodes that may still read `value` once the gradient is computed. The update waits for them, so that it happens in place:
   * while a value is in use, TensorFlow writes the new one to a second array of the same size.
   */
  readonly lastUsers: readonly Node[];
}

/** Adds the nodes that update one parameter; returns the last. */
export type ParameterUpdate = (graph: Graph, step: ParameterStep) => Node;

/** Prepares the updates of one step: adds the nodes that all parameters share. */
export type SolverRule = (graph: Graph, inputs: SolverInputs) => ParameterUpdate;

export interface SolverInputs {
  /** Scalar int32: number of updates before this step. Undefined for a rule that does not depend on it. */
  readonly iteration: Tensor | undefined;
}
