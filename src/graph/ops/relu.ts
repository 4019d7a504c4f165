import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

export const Relu: OpDefinition = {
  op: 'Relu',
  inputs: ['float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: (graph, node, [dy]) => {
    const y = node.outputs[0];
    if (!dy || !y) return [];
    return [graph.op('ReluGrad', [dy, y], { attrs: node.attrs, dtype: 'float32', shape: y.shape })];
  },
};

export const ReluGrad: OpDefinition = {
  op: 'ReluGrad',
  inputs: ['float32', 'float32'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

/** max(0, x). */
export function relu(graph: Graph, x: Tensor): Tensor {
  return graph.op('Relu', [x], { attrs: { T: { type: 'float32' } }, dtype: 'float32', shape: x.shape });
}
