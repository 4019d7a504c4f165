import type { Graph } from '../graph.js';
import type { Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';
import { mul } from './arithmetic.js';
import { scalarInt, vectorInt } from './constant.js';

export const CropAndResize: OpDefinition = {
  op: 'CropAndResize',
  inputs: ['float32', 'float32', 'int32', 'int32'],
  outputs: 1,
  attrs: ['T', 'method', 'extrapolation_value'],
  gradient: 'none',
};

export interface Crops {
  /**
   * `[N, 4]` float32: top, left, bottom and right of each box, as fractions of height − 1 and width − 1. Boxes cover whole
   * pixels. The crop is mirrored if left > right.
   */
  readonly boxes: Tensor;
  /** Any int32 `[N]`: gives the number of boxes. */
  readonly perBox: Tensor;
  /** Shape of the result: `[N, height, width, C]`; N may be −1. */
  readonly shape: TensorShape;
}

/** Cuts boxes out of one image `[1, H, W, C]`. */
export function cropBoxes(graph: Graph, image: Tensor, { boxes, perBox, shape }: Crops): Tensor {
  const [count, height, width] = shape;
  const firstImage = mul(graph, perBox, scalarInt(graph, 0));
  return graph.op('CropAndResize', [image, boxes, firstImage, vectorInt(graph, [height!, width!])], {
    attrs: { T: { type: 'float32' }, method: { string: 'nearest' }, extrapolation_value: { float: 0 } },
    dtype: 'float32',
    shape: [count!, height!, width!, image.shape[3]!],
  });
}
