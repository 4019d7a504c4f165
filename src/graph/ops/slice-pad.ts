import type { Graph } from '../graph.js';
import type { Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';
import { constant, scalar, vectorInt } from './constant.js';

export const PadV2: OpDefinition = {
  op: 'PadV2',
  inputs: ['any', 'int32', 'any'],
  outputs: 1,
  attrs: ['T', 'Tpaddings'],
  gradient: (graph, node, [dy]) => {
    const [x, paddings] = node.inputs;
    const before = constantValues(paddings)?.filter((_, position) => position % 2 === 0);
    if (!x || !dy || !before) return [];
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

export const Slice: OpDefinition = {
  op: 'Slice',
  inputs: ['any', 'int32', 'int32'],
  outputs: 1,
  attrs: ['T', 'Index'],
  gradient: (graph, node, [dy]) => {
    const [x, begin] = node.inputs;
    const before = constantValues(begin);
    const y = node.outputs[0];
    if (!x || !y || !dy || !before) return [];
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

/** The elements of a node's constant input. */
function constantValues(input: Tensor | undefined): readonly number[] | undefined {
  const value = input?.node.attrs.value;
  return value && 'tensor' in value ? value.tensor.values.map(Number) : undefined;
}
