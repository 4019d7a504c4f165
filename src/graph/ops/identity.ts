import type { GradientRule, Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

export const Identity: OpDefinition = {
  op: 'Identity',
  inputs: ['any'],
  outputs: 1,
  attrs: ['T'],
  gradient: (_graph, _node, [dy]) => [dy],
};
export const NoOp: OpDefinition = { op: 'NoOp', inputs: [], outputs: 0, attrs: [], gradient: 'none' };

/** `x`, available only after `controls` have run. */
export function after(graph: Graph, controls: readonly Node[], x: Tensor, name = 'Identity'): Tensor {
  return graph.op('Identity', [x], {
    attrs: { T: { type: x.dtype } },
    dtype: x.dtype,
    shape: x.shape,
    name,
    controls,
  });
}

/** `x` with its own gradient rule. */
export function identity(graph: Graph, x: Tensor, gradient: GradientRule | 'none'): Tensor {
  const output = { dtype: x.dtype, shape: x.shape };
  return graph.op('Identity', [x], { attrs: { T: { type: x.dtype } }, ...output, gradient });
}

/** `x` without a gradient: the rule of the node that uses it accounts for it. */
export function accountedFor(graph: Graph, x: Tensor): Tensor {
  return identity(graph, x, 'none');
}
