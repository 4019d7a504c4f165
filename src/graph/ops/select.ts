import type { GradientRule, Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { scalarLike } from './cast.js';

export const SelectV2: OpDefinition = {
  op: 'SelectV2',
  inputs: ['bool', 'any', 'same'],
  outputs: 1,
  attrs: ['T'],
  gradient: (graph, node, [dy]) => {
    const [condition] = node.inputs;
    if (!condition || !dy) return [];
    const zero = scalarLike(graph, 0, dy);
    return [undefined, select(graph, condition, dy, zero), select(graph, condition, zero, dy)];
  },
};

/**
 * `a` where `condition` is true, else `b`, like `tf.where`. The condition is broadcast; `a` or `b` may be a scalar.
 *
 * @param gradient Replaces the operation's gradient rule.
 */
export function select(
  graph: Graph,
  condition: Tensor,
  a: Tensor,
  b: Tensor,
  gradient?: GradientRule,
): Tensor {
  const like = a.shape.length >= b.shape.length ? a : b;
  return graph.op('SelectV2', [condition, a, b], {
    attrs: { T: { type: like.dtype } },
    dtype: like.dtype,
    shape: like.shape,
    gradient,
  });
}
