import type { Graph } from '../graph.js';
import type { Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';
import { vectorInt } from './constant.js';
import { pad } from './pad.js';

export const Slice: OpDefinition = {
  op: 'Slice',
  inputs: ['any', 'int32', 'int32'],
  outputs: 1,
  attrs: ['T', 'Index'],
  gradient: (graph, node, [dy]) => {
    const [x, begin] = node.inputs;
    const value = begin?.node.attrs['value'];
    const y = node.outputs[0];
    if (!x || !y || !dy || !value || !('tensor' in value)) return [];
    const before = value.tensor.values.map(Number);
    return [
      pad(
        graph,
        dy,
        x.shape.map(
          (dim, axis) => [before[axis]!, dim < 0 ? 0 : dim - before[axis]! - y.shape[axis]!] as const,
        ),
      ),
    ];
  },
};

/** The part of `x` from `begin` of size `size`; −1 takes the whole rest of a dimension. */
export function slice(graph: Graph, x: Tensor, begin: readonly number[], size: TensorShape): Tensor {
  const attrs = { T: { type: x.dtype }, Index: { type: 'int32' } } as const;
  return graph.op('Slice', [x, vectorInt(graph, begin), vectorInt(graph, size)], attrs, {
    dtype: x.dtype,
    shape: size,
  });
}
