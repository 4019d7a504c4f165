import type { Graph } from '../graph.js';
import type { DType, Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';
import { scalar } from './constant.js';

export const Placeholder: OpDefinition = {
  op: 'Placeholder',
  inputs: [],
  outputs: 1,
  attrs: ['dtype', 'shape'],
  gradient: 'none',
};

/** A tensor that is fed at each call of a signature. */
export function placeholder(graph: Graph, name: string, dtype: DType, shape: TensorShape): Tensor {
  return graph.op('Placeholder', [], {
    attrs: { dtype: { type: dtype }, shape: { shape } },
    dtype,
    shape,
    name,
  });
}

export const PlaceholderWithDefault: OpDefinition = {
  op: 'PlaceholderWithDefault',
  inputs: ['any'],
  outputs: 1,
  attrs: ['dtype', 'shape'],
  gradient: 'none',
};

/** A scalar constant that TensorFlow's optimizer cannot fold, because it could be fed. Nothing feeds it. */
export function unfoldable(graph: Graph, value: number): Tensor {
  return graph.op('PlaceholderWithDefault', [scalar(graph, value)], {
    attrs: { dtype: { type: 'float32' }, shape: { shape: [] } },
    dtype: 'float32',
    shape: [],
  });
}
