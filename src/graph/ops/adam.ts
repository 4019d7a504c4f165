import type { Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import type { Variable } from './variable.js';

export const ResourceApplyAdam: OpDefinition = {
  op: 'ResourceApplyAdam',
  inputs: ['resource', 'resource', 'resource', ...Array.from({ length: 7 }, () => 'float32' as const)],
  outputs: 0,
  attrs: ['T', 'use_locking', 'use_nesterov'],
  gradient: 'none',
};

/** Inputs of Adam: `gradient` is g, `beta1Power` is β1^t at step t, counted from 1. */
export interface AdamInputs {
  readonly variable: Variable;
  readonly m: Variable;
  readonly v: Variable;
  readonly beta1Power: Tensor;
  readonly beta2Power: Tensor;
  readonly rate: Tensor;
  readonly beta1: Tensor;
  readonly beta2: Tensor;
  readonly epsilon: Tensor;
  readonly gradient: Tensor;
}

/**
 * m ← β1·m + (1 − β1)·g; v ← β2·v + (1 − β2)·g²;
 * variable ← variable − rate·√(1 − β2^t) / (1 − β1^t) · m / (√v + ε). Runs after `controls`.
 */
export function applyAdam(graph: Graph, adam: AdamInputs, controls: readonly Node[]): Node {
  const { variable, m, v, beta1Power, beta2Power, rate, beta1, beta2, epsilon, gradient } = adam;
  const inputs = [
    variable.handle,
    m.handle,
    v.handle,
    ...[beta1Power, beta2Power, rate, beta1, beta2, epsilon, gradient],
  ];
  const attrs = {
    T: { type: 'float32' },
    use_locking: { bool: false },
    use_nesterov: { bool: false },
  } as const;
  return graph.add('ResourceApplyAdam', inputs, { attrs, controls });
}
