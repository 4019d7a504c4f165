import { onAxes, type Pair, type Window } from '../../network/window.js';
import type { GradientRule, Graph } from '../graph.js';
import type { Attr, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { shapeOf } from './shape.js';
import { pad as padBorder } from './slice-pad.js';

const attrs = ['T', 'strides', 'padding', 'explicit_paddings', 'data_format'];

/** By `<op>BackpropInput` and `<op>BackpropFilter`. */
const gradient: GradientRule = (graph, node, [dy], [xWanted, filterWanted]) => {
  const [x, filter] = node.inputs;
  if (!x || !filter || !dy) return [];
  const toward = (operand: string, inputs: readonly Tensor[], { shape }: Tensor) =>
    graph.op(`${node.op}Backprop${operand}`, inputs, { attrs: node.attrs, dtype: dy.dtype, shape });
  return [
    xWanted ? toward('Input', [shapeOf(graph, x), filter, dy], x) : undefined,
    filterWanted ? toward('Filter', [x, shapeOf(graph, filter), dy], filter) : undefined,
  ];
};

export const Conv2D: OpDefinition = {
  op: 'Conv2D',
  inputs: ['float', 'float'],
  outputs: 1,
  attrs,
  gradient,
};

export const Conv2DBackpropInput: OpDefinition = {
  op: 'Conv2DBackpropInput',
  inputs: ['int32', 'float', 'float'],
  outputs: 1,
  attrs,
  gradient: 'none',
};

export const Conv2DBackpropFilter: OpDefinition = {
  op: 'Conv2DBackpropFilter',
  inputs: ['float', 'int32', 'float'],
  outputs: 1,
  attrs,
  gradient: 'none',
};

export const DepthwiseConv2dNative: OpDefinition = { ...Conv2D, op: 'DepthwiseConv2dNative' };

export const DepthwiseConv2dNativeBackpropInput: OpDefinition = {
  ...Conv2DBackpropInput,
  op: 'DepthwiseConv2dNativeBackpropInput',
};

export const DepthwiseConv2dNativeBackpropFilter: OpDefinition = {
  ...Conv2DBackpropFilter,
  op: 'DepthwiseConv2dNativeBackpropFilter',
};

type Windows = Pick<Window, 'stride' | 'pad'>;

/** Convolution of `x` `[N, H, W, C]` with `filter` `[K, L, C, M]`: `[N, H', W', M]`. */
export function conv2d(graph: Graph, x: Tensor, filter: Tensor, windows: Windows): Tensor {
  return convolve(graph, 'Conv2D', [x, filter], { windows, outputs: filter.shape[3] ?? 0 });
}

/**
 * Convolution of each channel of `x` `[N, H, W, C]` with `M` filters of its own, `[K, L, C, M]`: `[N, H', W', C·M]`. Padding
 * that is not SAME is an operation of its own, because TensorFlow's fusion of this one with a bias crashes on EXPLICIT.
 */
export function depthwiseConv2d(graph: Graph, x: Tensor, filter: Tensor, windows: Windows): Tensor {
  const [rows = 1, columns = 1, channels = 0, multiplier = 0] = filter.shape;
  const outputs = channels * multiplier;
  const apply = (image: Tensor, { stride, pad }: Windows) =>
    convolve(graph, 'DepthwiseConv2dNative', [image, filter], { windows: { stride, pad }, outputs });
  const [down, across] = windows.pad;
  if (isValidOrSame(x, { ...windows, kernel: [rows, columns] })) return apply(x, windows);
  const none = [0, 0] as const;
  const padded = padBorder(graph, x, [none, [down, down], [across, across], none]);
  return apply(padded, { ...windows, pad: [0, 0] });
}

function convolve(
  graph: Graph,
  op: string,
  inputs: readonly [x: Tensor, filter: Tensor],
  { windows, outputs }: { readonly windows: Windows; readonly outputs: number },
): Tensor {
  const [x, filter] = inputs;
  const { stride, pad } = windows;
  const placed = { kernel: onAxes((axis) => filter.shape[axis] ?? 1), stride, pad };
  return graph.op(op, inputs, {
    attrs: {
      T: { type: x.dtype },
      strides: { ints: [1, ...stride, 1] },
      ...padding(pad, placesAsSame(x, placed)),
      data_format: { string: 'NHWC' },
    },
    dtype: x.dtype,
    shape: [x.shape[0] ?? -1, ...outputSize(x, placed), outputs],
  });
}

function outputSize(x: Tensor, { kernel, stride, pad }: Window): Pair {
  return onAxes((axis) => {
    const input = x.shape[axis + 1] ?? 0;
    return Math.floor((input + 2 * pad[axis] - kernel[axis]) / stride[axis]) + 1;
  });
}

/** Prefers SAME if it places the same windows, because oneDNN has no gradients for EXPLICIT padding. */
function padding([down, across]: Pair, same: boolean): Record<'padding' | 'explicit_paddings', Attr> {
  if (down === 0 && across === 0) return { padding: { string: 'VALID' }, explicit_paddings: { ints: [] } };
  if (same) return { padding: { string: 'SAME' }, explicit_paddings: { ints: [] } };
  const amounts = [0, 0, down, down, across, across, 0, 0];
  return { padding: { string: 'EXPLICIT' }, explicit_paddings: { ints: amounts } };
}

function isValidOrSame(x: Tensor, windows: Window): boolean {
  return windows.pad.every((side) => side === 0) || placesAsSame(x, windows);
}

/** Whether TensorFlow's SAME places the same windows: ⌈input / stride⌉ of them, after ⌊border / 2⌋ leading zeros. */
function placesAsSame(x: Tensor, windows: Window): boolean {
  const { kernel, stride, pad } = windows;
  return outputSize(x, windows).every((output, axis) => {
    const input = x.shape[axis + 1] ?? 0;
    const border = Math.max(0, (output - 1) * stride[axis]! + kernel[axis]! - input);
    return output === Math.ceil(input / stride[axis]!) && Math.floor(border / 2) === pad[axis];
  });
}
