import type { Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import type { GradientRule, OpDefinition } from '../op.js';

export const Sqrt: OpDefinition = {
  op: 'Sqrt',
  inputs: ['float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: gradientBy('SqrtGrad'),
};

export const SqrtGrad: OpDefinition = {
  op: 'SqrtGrad',
  inputs: ['float32', 'float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

export const Rsqrt: OpDefinition = {
  op: 'Rsqrt',
  inputs: ['float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: gradientBy('RsqrtGrad'),
};

export const RsqrtGrad: OpDefinition = {
  op: 'RsqrtGrad',
  inputs: ['float32', 'float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

/** TensorFlow's own kernel of the gradient, from the output and dy. */
function gradientBy(op: 'SqrtGrad' | 'RsqrtGrad'): GradientRule {
  return (graph: Graph, node: Node, [dy]) => {
    const [y] = node.outputs;
    return y && dy ? [graph.op(op, [y, dy], node.attrs, { dtype: 'float32', shape: y.shape })] : [];
  };
}

/** √x of every element. */
export function sqrt(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'Sqrt', x);
}

/** 1 / √x of every element. */
export function rsqrt(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'Rsqrt', x);
}

function elementwise(graph: Graph, op: 'Sqrt' | 'Rsqrt', x: Tensor): Tensor {
  return graph.op(op, [x], { T: { type: 'float32' } }, { dtype: 'float32', shape: x.shape });
}
