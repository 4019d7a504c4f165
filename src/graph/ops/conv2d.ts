import type { Graph } from '../graph.js';
import type { Attr, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { shapeOf } from './shape.js';

const attrs = ['T', 'strides', 'padding', 'explicit_paddings', 'data_format'];

export const Conv2D: OpDefinition = {
  op: 'Conv2D',
  inputs: ['float32', 'float32'],
  outputs: 1,
  attrs,
  gradient: (graph, node, [dy], [xWanted, filterWanted]) => {
    const [x, filter] = node.inputs;
    if (!x || !filter || !dy) return [];
    const toward = (op: string, inputs: readonly Tensor[], { shape }: Tensor) =>
      graph.op(op, inputs, { attrs: node.attrs, dtype: 'float32', shape });
    return [
      xWanted ? toward('Conv2DBackpropInput', [shapeOf(graph, x), filter, dy], x) : undefined,
      filterWanted ? toward('Conv2DBackpropFilter', [x, shapeOf(graph, filter), dy], filter) : undefined,
    ];
  },
};

export const Conv2DBackpropInput: OpDefinition = {
  op: 'Conv2DBackpropInput',
  inputs: ['int32', 'float32', 'float32'],
  outputs: 1,
  attrs,
  gradient: 'none',
};

export const Conv2DBackpropFilter: OpDefinition = {
  op: 'Conv2DBackpropFilter',
  inputs: ['float32', 'int32', 'float32'],
  outputs: 1,
  attrs,
  gradient: 'none',
};

/** Where a convolution places its windows. */
interface Windows {
  readonly stride: number;
  /** Number of zeros added on each side. */
  readonly pad: number;
}

/** Convolution of `x` `[N, H, W, C]` with `filter` `[K, K, C, M]`: `[N, H', W', M]`. */
export function conv2d(graph: Graph, x: Tensor, filter: Tensor, { stride, pad }: Windows): Tensor {
  const [n = -1, height = 0, width = 0] = x.shape;
  const [kernel = 1, , , outputs = 0] = filter.shape;
  const size = (input: number) => Math.floor((input + 2 * pad - kernel) / stride) + 1;
  const same = [height, width].every((input) => placesAsSame(input, size(input), { kernel, stride, pad }));
  const options = {
    T: { type: 'float32' },
    strides: { ints: [1, stride, stride, 1] },
    ...padding(pad, same),
    data_format: { string: 'NHWC' },
  } as const;
  return graph.op('Conv2D', [x, filter], {
    attrs: options,
    dtype: 'float32',
    shape: [n, size(height), size(width), outputs],
  });
}

/** Prefers SAME if it places the same windows, because oneDNN has no gradients for EXPLICIT padding. */
function padding(pad: number, same: boolean): Record<'padding' | 'explicit_paddings', Attr> {
  if (pad === 0) return { padding: { string: 'VALID' }, explicit_paddings: { ints: [] } };
  if (same) return { padding: { string: 'SAME' }, explicit_paddings: { ints: [] } };
  return { padding: { string: 'EXPLICIT' }, explicit_paddings: { ints: [0, 0, pad, pad, pad, pad, 0, 0] } };
}

/** Whether TensorFlow's SAME places the same windows: ⌈input / stride⌉ of them, after ⌊border / 2⌋ leading zeros. */
function placesAsSame(
  input: number,
  output: number,
  { kernel, stride, pad }: Windows & { readonly kernel: number },
): boolean {
  const border = Math.max(0, (output - 1) * stride + kernel - input);
  return output === Math.ceil(input / stride) && Math.floor(border / 2) === pad;
}
