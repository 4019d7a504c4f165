import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { scalar } from './constant.js';

export const Pow: OpDefinition = {
  op: 'Pow',
  inputs: ['float32', 'float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

export const Sqrt: OpDefinition = {
  op: 'Sqrt',
  inputs: ['float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

export const Rsqrt: OpDefinition = {
  op: 'Rsqrt',
  inputs: ['float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

/** Raises every element to a power. */
export function pow(graph: Graph, x: Tensor, power: number): Tensor {
  return elementwise(graph, 'Pow', x, scalar(graph, power));
}

/** Raises one scalar to the power of another. */
export function powOf(graph: Graph, base: Tensor, exponent: Tensor): Tensor {
  return elementwise(graph, 'Pow', base, exponent);
}

/** √x of every element. */
export function sqrt(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'Sqrt', x);
}

/** 1 / √x of every element. */
export function rsqrt(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'Rsqrt', x);
}

function elementwise(graph: Graph, op: string, x: Tensor, ...more: readonly Tensor[]): Tensor {
  return graph.op(op, [x, ...more], { attrs: { T: { type: 'float32' } }, dtype: 'float32', shape: x.shape });
}
