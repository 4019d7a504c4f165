import type { Graph } from '../graph.js';
import type { DType, Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';

export const Placeholder: OpDefinition = {
  op: 'Placeholder',
  inputs: [],
  outputs: 1,
  attrs: ['dtype', 'shape'],
  gradient: 'none',
};

/** What is fed at each call of a signature. */
export function placeholder(graph: Graph, name: string, dtype: DType, shape: TensorShape): Tensor {
  return graph.op(
    'Placeholder',
    [],
    { dtype: { type: dtype }, shape: { shape } },
    { dtype, shape },
    { name },
  );
}
