import { onAxes, type Pair } from '../../network/window.js';
import type { Graph } from '../graph.js';
import type { Attrs, Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { shapeOf } from './shape.js';

const attrs = ['T', 'ksize', 'strides', 'padding', 'data_format'];

export const MaxPool: OpDefinition = {
  op: 'MaxPool',
  inputs: ['float'],
  outputs: 1,
  attrs,
  gradient: (graph, node, [dy]) => {
    const [x] = node.inputs;
    const [y] = node.outputs;
    if (!x || !y || !dy) return [];
    return [graph.op('MaxPoolGrad', [x, y, dy], { attrs: node.attrs, dtype: x.dtype, shape: x.shape })];
  },
};

export const MaxPoolGrad: OpDefinition = {
  op: 'MaxPoolGrad',
  inputs: ['float', 'float', 'float'],
  outputs: 1,
  attrs,
  gradient: 'none',
};

export const AvgPool: OpDefinition = {
  op: 'AvgPool',
  inputs: ['float'],
  outputs: 1,
  attrs,
  gradient: (graph, node, [dy]) => {
    const [x] = node.inputs;
    if (!x || !dy) return [];
    return [
      graph.op('AvgPoolGrad', [shapeOf(graph, x), dy], {
        attrs: node.attrs,
        dtype: x.dtype,
        shape: x.shape,
      }),
    ];
  },
};

export const AvgPoolGrad: OpDefinition = {
  op: 'AvgPoolGrad',
  inputs: ['int32', 'float'],
  outputs: 1,
  attrs,
  gradient: 'none',
};

export interface PaddedWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  /** VALID: only windows inside the input. SAME: ⌈size / stride⌉ windows, of which only the values inside the input count. */
  readonly padding: 'VALID' | 'SAME';
}

/** Maximum over windows of `x` `[N, H, W, C]`. */
export function maxPool(graph: Graph, x: Tensor, window: PaddedWindow): Tensor {
  return graph.op('MaxPool', [x], {
    attrs: windowAttrs(x, window),
    dtype: x.dtype,
    shape: pooledShape(x, window),
  });
}

/** Mean over windows of `x` `[N, H, W, C]`. */
export function avgPool(graph: Graph, x: Tensor, window: PaddedWindow): Tensor {
  return graph.op('AvgPool', [x], {
    attrs: windowAttrs(x, window),
    dtype: x.dtype,
    shape: pooledShape(x, window),
  });
}

function windowAttrs({ dtype }: Tensor, { kernel, stride, padding }: PaddedWindow): Attrs {
  return {
    T: { type: dtype },
    ksize: { ints: [1, ...kernel, 1] },
    strides: { ints: [1, ...stride, 1] },
    padding: { string: padding },
    data_format: { string: 'NHWC' },
  };
}

function pooledShape(x: Tensor, { kernel, stride, padding }: PaddedWindow): number[] {
  const size = onAxes((axis) => {
    const input = x.shape[axis + 1] ?? 0;
    return Math.ceil((padding === 'SAME' ? input : input - kernel[axis] + 1) / stride[axis]);
  });
  return [x.shape[0] ?? -1, ...size, x.shape[3] ?? 0];
}
