import type { Parameter } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import type { Variable } from '../ops/variable.js';

/** One parameter at the end of a step's backward pass. */
export interface ParameterStep {
  readonly parameter: Parameter;
  readonly variable: Variable;
  /** The solver's own arrays of the parameter (`solverSlots`), zero at the start. */
  readonly slots: Readonly<Record<string, Variable>>;
  /** The value that the step's forward pass read. */
  readonly value: Tensor;
  /** Gradient of the loss with respect to it, without weight decay. */
  readonly gradient: Tensor;
  /** Learning rate times the parameter's lr_mult, a scalar. */
  readonly rate: Tensor;
  /** λ·decay_mult. */
  readonly decay: number;
  /**
   * Nodes that still read `value` when the gradient is there. An update in place waits for them: while a value is in use,
   * TensorFlow would write the new one to a second array of its size.
   */
  readonly lastUsers: readonly Node[];
}

/** Adds the nodes that update one parameter; the node returned is the last. */
export type ParameterUpdate = (graph: Graph, step: ParameterStep) => Node;

/** The updates of one step; what all parameters share is computed once. */
export type SolverRule = (graph: Graph, inputs: SolverInputs) => ParameterUpdate;

export interface SolverInputs {
  /** Scalar int32, the number of updates before this step; undefined for a rule that does not depend on it. */
  readonly iteration: Tensor | undefined;
}
