import type { Graph } from '../graph.js';
import type { Node, Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';

export const VarHandleOp: OpDefinition = {
  op: 'VarHandleOp',
  inputs: [],
  outputs: 1,
  attrs: ['dtype', 'shape', 'shared_name', 'container'],
  gradient: 'none',
};
export const ReadVariableOp: OpDefinition = {
  op: 'ReadVariableOp',
  inputs: ['resource'],
  outputs: 1,
  attrs: ['dtype'],
  gradient: 'none',
};
export const AssignVariableOp: OpDefinition = {
  op: 'AssignVariableOp',
  inputs: ['resource', 'any'],
  outputs: 0,
  attrs: ['dtype'],
  gradient: 'none',
};

/** A float32 variable of the session, identified by its name. */
export interface Variable {
  readonly name: string;
  readonly shape: TensorShape;
  readonly handle: Tensor;
}

export function variable(graph: Graph, name: string, shape: TensorShape): Variable {
  const attrs = {
    dtype: { type: 'float32' },
    shape: { shape },
    shared_name: { string: name },
    container: { string: '' },
  } as const;
  return {
    name,
    shape,
    handle: graph.op('VarHandleOp', [], { attrs, dtype: 'resource', shape: [], name }),
  };
}

/** A variable's value, read where the variable is, whatever the place of the nodes around it. */
export function readVariable(graph: Graph, { handle, shape }: Variable): Tensor {
  const attrs = { dtype: { type: 'float32' } } as const;
  return graph.placed(undefined, () =>
    graph.op('ReadVariableOp', [handle], { attrs, dtype: 'float32', shape }),
  );
}

/** Sets a variable, after `controls`. */
export function assignVariable(
  graph: Graph,
  { handle }: Variable,
  value: Tensor,
  controls: readonly Node[] = [],
): Node {
  return graph.add('AssignVariableOp', [handle, value], {
    attrs: { dtype: { type: value.dtype } },
    controls,
  });
}
