import type { GradientRule, Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { cast } from './cast.js';
import { vectorInt } from './constant.js';

const attrs = ['T', 'align_corners', 'half_pixel_centers'];

const nearestGradient: GradientRule = (graph, node, [dy]) => {
  const [x] = node.inputs;
  if (!x || !dy) return [];
  const size = vectorInt(graph, x.shape.slice(1, 3));
  // TensorFlow's CPU kernel would sum in bfloat16.
  const dx = graph.op('ResizeNearestNeighborGrad', [cast(graph, dy, 'float32'), size], {
    attrs: { ...node.attrs, T: { type: 'float32' } },
    dtype: 'float32',
    shape: x.shape,
  });
  return [cast(graph, dx, x.dtype)];
};

const bilinearGradient: GradientRule = (graph, node, [dy]) => {
  const [x] = node.inputs;
  if (!x || !dy) return [];
  return [graph.op('ResizeBilinearGrad', [dy, x], { attrs: node.attrs, dtype: 'float32', shape: x.shape })];
};

export const ResizeNearestNeighbor: OpDefinition = {
  op: 'ResizeNearestNeighbor',
  inputs: ['float', 'int32'],
  outputs: 1,
  attrs,
  gradient: nearestGradient,
};
export const ResizeNearestNeighborGrad: OpDefinition = {
  op: 'ResizeNearestNeighborGrad',
  inputs: ['float32', 'int32'],
  outputs: 1,
  attrs,
  gradient: 'none',
};
export const ResizeBilinear: OpDefinition = {
  op: 'ResizeBilinear',
  inputs: ['float32', 'int32'],
  outputs: 1,
  attrs,
  gradient: bilinearGradient,
};
export const ResizeBilinearGrad: OpDefinition = {
  op: 'ResizeBilinearGrad',
  inputs: ['float32', 'float32'],
  outputs: 1,
  attrs,
  gradient: 'none',
};

interface ResizeOptions {
  readonly method: 'nearest' | 'bilinear';
  readonly height: number;
  readonly width: number;
}

/**
 * Interpolates `x` `[N, H, W, C]` to `[N, height, width, C]`, with pixel centers at half-integer coordinates. `bilinear`
 * takes float32 only: TensorFlow's result is float32 whatever the input.
 */
export function resize(graph: Graph, x: Tensor, { method, height, width }: ResizeOptions): Tensor {
  const op = method === 'nearest' ? 'ResizeNearestNeighbor' : 'ResizeBilinear';
  const options = {
    T: { type: x.dtype },
    align_corners: { bool: false },
    half_pixel_centers: { bool: true },
  } as const;
  const [n = -1, , , channels = 0] = x.shape;
  return graph.op(op, [x, vectorInt(graph, [height, width])], {
    attrs: options,
    dtype: x.dtype,
    shape: [n, height, width, channels],
  });
}
