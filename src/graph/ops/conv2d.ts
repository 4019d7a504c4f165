import type { Graph } from '../graph.js';
import type { Attr, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { shapeOf } from './shape.js';
import { vectorInt } from './constant.js';

const attrs = ['T', 'strides', 'padding', 'explicit_paddings', 'data_format'];

export const Conv2D: OpDefinition = {
  op: 'Conv2D',
  inputs: ['float32', 'float32'],
  outputs: 1,
  attrs,
  gradient: (graph, node, [dy]) => {
    const [x, filter] = node.inputs;
    if (!x || !filter || !dy) return [];
    const options = { ...node.attrs };
    const dx = graph.op('Conv2DBackpropInput', [shapeOf(graph, x), filter, dy], options, {
      dtype: 'float32',
      shape: x.shape,
    });
    const filterShape = vectorInt(graph, filter.shape);
    const dFilter = graph.op('Conv2DBackpropFilter', [x, filterShape, dy], options, {
      dtype: 'float32',
      shape: filter.shape,
    });
    return [dx, dFilter];
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

/** Convolution of `x` `[N, H, W, C]` with `filter` `[K, K, C, M]`, `pad` zeros on every side: `[N, H', W', M]`. */
export function conv2d(graph: Graph, x: Tensor, filter: Tensor, stride: number, pad: number): Tensor {
  const [n = -1, height = -1, width = -1] = x.shape;
  const [kernelHeight = 1, kernelWidth = 1, , outputs = 0] = filter.shape;
  const size = (input: number, kernel: number) => Math.floor((input + 2 * pad - kernel) / stride) + 1;
  const shape = [n, size(height, kernelHeight), size(width, kernelWidth), outputs];
  return graph.op(
    'Conv2D',
    [x, filter],
    {
      T: { type: 'float32' },
      strides: { ints: [1, stride, stride, 1] },
      ...padding(pad),
      data_format: { string: 'NHWC' },
    },
    { dtype: 'float32', shape },
  );
}

function padding(pad: number): Record<string, Attr> {
  if (pad === 0) return { padding: { string: 'VALID' }, explicit_paddings: { ints: [] } };
  return { padding: { string: 'EXPLICIT' }, explicit_paddings: { ints: [0, 0, pad, pad, pad, pad, 0, 0] } };
}
