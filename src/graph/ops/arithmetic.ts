import type { GradientRule, Graph } from '../graph.js';
import { sameShape } from '../../common/shapes.js';
import { shapeText, type Tensor, type TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';

export const Mul: OpDefinition = {
  op: 'Mul',
  inputs: ['any', 'same'],
  outputs: 1,
  attrs: ['T'],
  gradient: (graph, node, [dy]) => {
    const [a, b] = node.inputs;
    if (!a || !b || !dy) return [];
    return [
      sameShape(a.shape, dy.shape) ? mul(graph, dy, b) : undefined,
      sameShape(b.shape, dy.shape) ? mul(graph, dy, a) : undefined,
    ];
  },
};

export const AddV2: OpDefinition = {
  op: 'AddV2',
  inputs: ['any', 'same'],
  outputs: 1,
  attrs: ['T'],
  gradient: (_graph, node, [dy]) =>
    node.inputs.map((input) => (dy && sameShape(input.shape, dy.shape) ? dy : undefined)),
};

export const AddN: OpDefinition = {
  op: 'AddN',
  inputs: ['float', 'rest'],
  outputs: 1,
  attrs: ['N', 'T'],
  gradient: 'none',
};

export const RealDiv: OpDefinition = {
  op: 'RealDiv',
  inputs: ['float32', 'float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

export const Minimum: OpDefinition = {
  op: 'Minimum',
  inputs: ['float32', 'float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

/**
 * Element-wise product with broadcasting. A broadcast operand gets no gradient.
 *
 * @param gradient Replaces the product's gradient rule.
 */
export function mul(graph: Graph, a: Tensor, b: Tensor, gradient?: GradientRule): Tensor {
  return graph.op('Mul', [a, b], {
    attrs: { T: { type: a.dtype } },
    dtype: a.dtype,
    shape: broadcastShape(a, b),
    gradient,
  });
}

/** a / b, for tensors of the same shape. */
export function realDiv(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.op('RealDiv', [a, b], { attrs: { T: { type: 'float32' } }, dtype: 'float32', shape: a.shape });
}

/** Element-wise minimum of tensors of the same shape. */
export function minimum(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.op('Minimum', [a, b], { attrs: { T: { type: 'float32' } }, dtype: 'float32', shape: a.shape });
}

/** Element-wise sum with broadcasting. A broadcast operand gets no gradient. */
export function add(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.op('AddV2', [a, b], {
    attrs: { T: { type: a.dtype } },
    dtype: a.dtype,
    shape: broadcastShape(a, b),
  });
}

/** Sum of tensors of the same shape. */
export function addN(graph: Graph, terms: readonly Tensor[]): Tensor {
  const [first] = terms;
  if (!first) throw new Error('AddN needs at least one input');
  if (terms.length === 1) return first;
  return graph.op('AddN', terms, {
    attrs: { N: { int: terms.length }, T: { type: first.dtype } },
    dtype: first.dtype,
    shape: first.shape,
  });
}

/** NumPy's broadcasting of two shapes. */
export function broadcastShape(a: Tensor, b: Tensor): TensorShape {
  const rank = Math.max(a.shape.length, b.shape.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a.shape[a.shape.length - rank + axis] ?? 1;
    const y = b.shape[b.shape.length - rank + axis] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new Error(`shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} do not broadcast`);
    }
    return x === 1 ? y : x;
  });
}
