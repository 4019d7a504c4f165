import type { Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import type { Variable } from './variable.js';

export const ResourceApplyGradientDescent: OpDefinition = {
  op: 'ResourceApplyGradientDescent',
  inputs: ['resource', 'float32', 'float32'],
  outputs: 0,
  attrs: ['T', 'use_locking'],
  gradient: 'none',
};

export interface DescentInputs {
  readonly variable: Variable;
  readonly rate: Tensor;
  readonly delta: Tensor;
}

/** variable ← variable − rate·delta, in place, after `controls`. */
export function applyDescent(graph: Graph, descent: DescentInputs, controls: readonly Node[]): Node {
  const { variable, rate, delta } = descent;
  const attrs = { T: { type: 'float32' }, use_locking: { bool: false } } as const;
  return graph.add('ResourceApplyGradientDescent', [variable.handle, rate, delta], { attrs, controls });
}
