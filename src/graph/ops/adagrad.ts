import type { Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import type { Variable } from './variable.js';

export const ResourceApplyAdagradV2: OpDefinition = {
  op: 'ResourceApplyAdagradV2',
  inputs: ['resource', 'resource', 'float32', 'float32', 'float32'],
  outputs: 0,
  attrs: ['T', 'use_locking', 'update_slots'],
  gradient: 'none',
};

export interface AdagradInputs {
  readonly variable: Variable;
  readonly squares: Variable;
  readonly rate: Tensor;
  readonly epsilon: Tensor;
  readonly gradient: Tensor;
}

/** squares ← squares + g²; variable ← variable − rate·g / (√squares + ε). Runs after `controls`. */
export function applyAdagrad(graph: Graph, adagrad: AdagradInputs, controls: readonly Node[]): Node {
  const { variable, squares, rate, epsilon, gradient } = adagrad;
  const attrs = {
    T: { type: 'float32' },
    use_locking: { bool: false },
    update_slots: { bool: true },
  } as const;
  const inputs = [variable.handle, squares.handle, rate, epsilon, gradient];
  return graph.add('ResourceApplyAdagradV2', inputs, { attrs, controls });
}
