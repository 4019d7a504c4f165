import type { Graph } from '../graph.js';
import { elementCount } from '../../common/shapes.js';
import type { Tensor, TensorValue } from '../node.js';
import type { OpDefinition } from '../op.js';

export const Const: OpDefinition = {
  op: 'Const',
  inputs: [],
  outputs: 1,
  attrs: ['dtype', 'value'],
  gradient: 'none',
};

/** A constant. A single value fills the whole shape, as in TensorFlow's `TensorProto`. */
export function constant(graph: Graph, value: TensorValue, name = 'Const'): Tensor {
  const count = value.values.length;
  if (count !== 1 && count !== elementCount(value.shape)) {
    throw new Error(`constant ${name}: ${count} values for shape [${value.shape.join(', ')}]`);
  }
  const attrs = { dtype: { type: value.dtype }, value: { tensor: value } };
  return graph.op('Const', [], { attrs, dtype: value.dtype, shape: value.shape, name });
}

export function scalar(graph: Graph, value: number, name?: string): Tensor {
  return constant(graph, { dtype: 'float32', shape: [], values: [value] }, name);
}

export function scalarInt(graph: Graph, value: number, name?: string): Tensor {
  return constant(graph, { dtype: 'int32', shape: [], values: [value] }, name);
}

/** An int32 vector, such as a shape. */
export function vectorInt(graph: Graph, values: readonly number[], name?: string): Tensor {
  return constant(graph, { dtype: 'int32', shape: [values.length], values }, name);
}
