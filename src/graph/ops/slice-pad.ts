import type { Graph } from '../graph.js';
import type { Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';
import { scalarLike } from './cast.js';
import { constant, scalarInt, vectorInt } from './constant.js';
import { reshape } from './reshape.js';
import { shapeOf } from './shape.js';
import { columns, pack } from './stack.js';

export const PadV2: OpDefinition = {
  op: 'PadV2',
  inputs: ['any', 'int32', 'same'],
  outputs: 1,
  attrs: ['T', 'Tpaddings'],
  gradient: (graph, node, [dy]) => {
    const [x, paddings] = node.inputs;
    if (!x || !dy || !paddings) return [];
    const before = constantValues(paddings)?.filter((_, position) => position % 2 === 0);
    if (before) return [slice(graph, dy, before, x.shape)];
    const rank = x.shape.length;
    const begin = reshape(graph, slice(graph, paddings, [0, 0], [rank, 1]), [rank]);
    return [sliceAt(graph, dy, { begin, size: shapeOf(graph, x), shape: x.shape })];
  },
};

/** Pads `x` with `value`; `paddings` holds [before, after] for each dimension. */
export function pad(
  graph: Graph,
  x: Tensor,
  paddings: readonly (readonly [number, number])[],
  value = 0,
): Tensor {
  const amounts = constant(graph, { dtype: 'int32', shape: [paddings.length, 2], values: paddings.flat() });
  const shape = x.shape.map((dim, axis) => (dim < 0 ? dim : dim + paddings[axis]![0] + paddings[axis]![1]));
  return padBy(graph, x, { paddings: amounts, value, shape });
}

/** Puts `count` channels of zeros before `x`. `count`: a scalar int32 known when the step runs; `channels`: the total. */
export function padChannels(graph: Graph, x: Tensor, count: Tensor, channels: number): Tensor {
  const none = perDimension(graph, x, 0);
  const paddings = columns(graph, inLastPlace(graph, count, x), none);
  return padBy(graph, x, { paddings, value: 0, shape: [...x.shape.slice(0, -1), channels] });
}

interface Padding {
  /** `[rank, 2]` int32: elements to add before and after, for each dimension. */
  readonly paddings: Tensor;
  readonly value: number;
  /** Shape of the result. */
  readonly shape: TensorShape;
}

function padBy(graph: Graph, x: Tensor, { paddings, value, shape }: Padding): Tensor {
  const attrs = { T: { type: x.dtype }, Tpaddings: { type: 'int32' } } as const;
  return graph.op('PadV2', [x, paddings, scalarLike(graph, value, x)], {
    attrs,
    dtype: x.dtype,
    shape,
  });
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
    // If the offset is known only when the step runs, the rule holds only for slices that reach the end.
    if (!constantValues(size)?.every((dim) => dim === -1)) return [];
    const paddings = columns(graph, begin, perDimension(graph, x, 0));
    return [padBy(graph, dy, { paddings, value: 0, shape: x.shape })];
  },
};

/** The part of `x` that starts at `begin` and has the size `size`; a size of −1 takes the rest of the dimension. */
export function slice(graph: Graph, x: Tensor, begin: readonly number[], size: TensorShape): Tensor {
  return sliceAt(graph, x, { begin: vectorInt(graph, begin), size: vectorInt(graph, size), shape: size });
}

/**
 * Drops the first `count` channels of `x`. `count` is a scalar int32 known when the step runs, so the number of channels
 * left is unknown (−1) in the graph.
 */
export function skipChannels(graph: Graph, x: Tensor, count: Tensor): Tensor {
  const size = perDimension(graph, x, -1);
  const begin = inLastPlace(graph, count, x);
  return sliceAt(graph, x, { begin, size, shape: [...x.shape.slice(0, -1), -1] });
}

interface Part {
  readonly begin: Tensor;
  readonly size: Tensor;
  /** Shape of the result. */
  readonly shape: TensorShape;
}

function sliceAt(graph: Graph, x: Tensor, { begin, size, shape }: Part): Tensor {
  const attrs = { T: { type: x.dtype }, Index: { type: 'int32' } } as const;
  return graph.op('Slice', [x, begin, size], { attrs, dtype: x.dtype, shape });
}

/** A vector with `value` for each dimension of `x`. */
function perDimension(graph: Graph, x: Tensor, value: number): Tensor {
  return vectorInt(
    graph,
    x.shape.map(() => value),
  );
}

/** A vector with `count` for the last dimension of `x` and 0 for the others. */
function inLastPlace(graph: Graph, count: Tensor, x: Tensor): Tensor {
  const zero = scalarInt(graph, 0);
  return pack(graph, [...x.shape.slice(1).map(() => zero), count]);
}

/** The elements of a constant; undefined if the input is not a constant. */
function constantValues(input: Tensor | undefined): readonly number[] | undefined {
  const value = input?.node.attrs.value;
  return value && 'tensor' in value
    ? Array.from<number | string, number>(value.tensor.values, Number)
    : undefined;
}
