import type { Graph } from '../graph.js';
import type { DType, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

export const Cast: OpDefinition = {
  op: 'Cast',
  inputs: ['any'],
  outputs: 1,
  attrs: ['SrcT', 'DstT'],
  gradient: 'none',
};

export function cast(graph: Graph, x: Tensor, dtype: DType): Tensor {
  return graph.op('Cast', [x], {
    attrs: { SrcT: { type: x.dtype }, DstT: { type: dtype } },
    dtype,
    shape: x.shape,
  });
}
