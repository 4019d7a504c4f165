import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { constant, scalar } from './constant.js';
import { slice } from './slice.js';

export const PadV2: OpDefinition = {
  op: 'PadV2',
  inputs: ['any', 'int32', 'any'],
  outputs: 1,
  attrs: ['T', 'Tpaddings'],
  gradient: (graph, node, [dy]) => {
    const [x, paddings] = node.inputs;
    const value = paddings?.node.attrs['value'];
    if (!x || !dy || !value || !('tensor' in value)) return [];
    const before = value.tensor.values.filter((_, position) => position % 2 === 0).map(Number);
    return [slice(graph, dy, before, x.shape)];
  },
};

/** `x` with `value` around it; `paddings` has [before, after] for each dimension. */
export function pad(
  graph: Graph,
  x: Tensor,
  paddings: readonly (readonly [number, number])[],
  value = 0,
): Tensor {
  const amounts = constant(graph, { dtype: 'int32', shape: [paddings.length, 2], values: paddings.flat() });
  const shape = x.shape.map((dim, axis) => (dim < 0 ? dim : dim + paddings[axis]![0] + paddings[axis]![1]));
  const attrs = { T: { type: x.dtype }, Tpaddings: { type: 'int32' } } as const;
  return graph.op('PadV2', [x, amounts, scalar(graph, value)], attrs, { dtype: x.dtype, shape });
}
