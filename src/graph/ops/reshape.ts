import type { Graph } from '../graph.js';
import type { Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';
import { vectorInt } from './constant.js';

export const Reshape: OpDefinition = {
  op: 'Reshape',
  inputs: ['any', 'int32'],
  outputs: 1,
  attrs: ['T', 'Tshape'],
  gradient: (graph, node, [dy]) => {
    const [x] = node.inputs;
    return x && dy ? [reshape(graph, dy, x.shape)] : [];
  },
};

/** Changes the shape but not the elements. One dimension may be −1. */
export function reshape(graph: Graph, x: Tensor, shape: TensorShape): Tensor {
  const attrs = { T: { type: x.dtype }, Tshape: { type: 'int32' } } as const;
  return graph.op('Reshape', [x, vectorInt(graph, shape)], { attrs, dtype: x.dtype, shape });
}
