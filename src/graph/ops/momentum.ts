import type { Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import type { Variable } from './variable.js';

export const ResourceApplyKerasMomentum: OpDefinition = {
  op: 'ResourceApplyKerasMomentum',
  inputs: ['resource', 'resource', 'float32', 'float32', 'float32'],
  outputs: 0,
  attrs: ['T', 'use_locking', 'use_nesterov'],
  gradient: 'none',
};

export interface MomentumInputs {
  readonly variable: Variable;
  readonly accum: Variable;
  readonly learningRate: Tensor;
  readonly gradient: Tensor;
  /** μ. */
  readonly momentum: Tensor;
  readonly nesterov: boolean;
}

/**
 * accum ← μ·accum − lr·gradient; variable ← variable + accum: Caffe's update with V = −accum. With `nesterov`:
 * variable ← variable + μ·accum − lr·gradient. Runs after `controls`.
 */
export function applyMomentum(graph: Graph, inputs: MomentumInputs, controls: readonly Node[]): Node {
  const { variable, accum, learningRate, gradient, momentum, nesterov } = inputs;
  const attrs = {
    T: { type: 'float32' },
    use_locking: { bool: false },
    use_nesterov: { bool: nesterov },
  } as const;
  const tensors = [variable.handle, accum.handle, learningRate, gradient, momentum];
  return graph.add('ResourceApplyKerasMomentum', tensors, { attrs, controls });
}
