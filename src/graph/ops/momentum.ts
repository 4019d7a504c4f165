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

/** accum ← μ·accum − lr·gradient; variable ← variable + accum: Caffe's update with V = −accum; after `controls`. */
export function applyMomentum(
  graph: Graph,
  variable: Variable,
  accum: Variable,
  learningRate: Tensor,
  gradient: Tensor,
  momentum: Tensor,
  controls: readonly Node[],
): Node {
  const inputs = [variable.handle, accum.handle, learningRate, gradient, momentum];
  const attrs = {
    T: { type: 'float32' },
    use_locking: { bool: false },
    use_nesterov: { bool: false },
  } as const;
  return graph.add('ResourceApplyKerasMomentum', inputs, attrs, [], { controls });
}
