import type { Graph } from '../graph.js';
import type { Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';
import { constant, scalar, scalarInt, vectorInt } from './constant.js';
import { reshape } from './reshape.js';
import { shapeOf } from './shape.js';
import { columns, pack } from './stack.js';

export const PadV2: OpDefinition = {
  op: 'PadV2',
  inputs: ['any', 'int32', 'any'],
  outputs: 1,
  attrs: ['T', 'Tpaddings'],
  gradient: (graph, node, [dy]) => {
    const [x, paddings] = node.inputs;
    if (!x || !dy || !paddings) return [];
    const before = constantValues(paddings)?.filter((_, position) => position % 2 === 0);
    if (before) return [slice(graph, dy, before, x.shape)];
    const rank = x.shape.length;
    const begin = reshape(graph, slice(graph, paddings, [0, 0], [rank, 1]), [rank]);
    return [sliceAt(graph, dy, begin, shapeOf(graph, x), x.shape)];
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
  return padBy(graph, x, amounts, value, shape);
}

/** `x` behind `count` channels of zeros, a scalar int32 known when the step runs; `channels` in all. */
export function padChannels(graph: Graph, x: Tensor, count: Tensor, channels: number): Tensor {
  const none = vectorInt(
    graph,
    x.shape.map(() => 0),
  );
  const shape = [...x.shape.slice(0, -1), channels];
  return padBy(graph, x, columns(graph, inLastPlace(graph, count, x), none), 0, shape);
}

function padBy(graph: Graph, x: Tensor, paddings: Tensor, value: number, shape: TensorShape): Tensor {
  const attrs = { T: { type: x.dtype }, Tpaddings: { type: 'int32' } } as const;
  return graph.op('PadV2', [x, paddings, scalar(graph, value)], attrs, { dtype: x.dtype, shape });
}

export const Slice: OpDefinition = {
  op: 'Slice',
  inputs: ['any', 'int32', 'int32'],
  outputs: 1,
  attrs: ['T', 'Index'],
  gradient: (graph, node, [dy]) => {
    const [x, begin, size] = node.inputs;
    const y = node.outputs[0];
    if (!x || !y || !dy || !begin) return [];
    const before = constantValues(begin);
    if (before) {
      const after = x.shape.map((dim, axis) => (dim < 0 ? 0 : dim - before[axis]! - y.shape[axis]!));
      return [
        pad(
          graph,
          dy,
          before.map((amount, axis) => [amount, after[axis]!]),
        ),
      ];
    }
    // Where the beginning is known only in the step, the rule holds for a part that reaches to the end.
    if (!constantValues(size)?.every((dim) => dim === -1)) return [];
    const none = vectorInt(
      graph,
      x.shape.map(() => 0),
    );
    return [padBy(graph, dy, columns(graph, begin, none), 0, x.shape)];
  },
};

/** The part of `x` from `begin` of size `size`; −1 takes the whole rest of a dimension. */
export function slice(graph: Graph, x: Tensor, begin: readonly number[], size: TensorShape): Tensor {
  return sliceAt(graph, x, vectorInt(graph, begin), vectorInt(graph, size), size);
}

/** `x` without its first `count` channels, a scalar int32 known when the step runs: their number is open (−1). */
export function skipChannels(graph: Graph, x: Tensor, count: Tensor): Tensor {
  const rest = vectorInt(
    graph,
    x.shape.map(() => -1),
  );
  return sliceAt(graph, x, inLastPlace(graph, count, x), rest, [...x.shape.slice(0, -1), -1]);
}

function sliceAt(graph: Graph, x: Tensor, begin: Tensor, size: Tensor, shape: TensorShape): Tensor {
  const attrs = { T: { type: x.dtype }, Index: { type: 'int32' } } as const;
  return graph.op('Slice', [x, begin, size], attrs, { dtype: x.dtype, shape });
}

/** A vector with an element for each dimension of `x`: 0 and, for the last, `count`. */
function inLastPlace(graph: Graph, count: Tensor, x: Tensor): Tensor {
  const zero = scalarInt(graph, 0);
  return pack(graph, [...x.shape.slice(1).map(() => zero), count]);
}

/** The elements of a node's constant input. */
function constantValues(input: Tensor | undefined): readonly number[] | undefined {
  const value = input?.node.attrs.value;
  return value && 'tensor' in value ? value.tensor.values.map(Number) : undefined;
}
