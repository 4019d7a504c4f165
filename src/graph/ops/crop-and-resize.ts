import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
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

/**
 * Cuts `boxes` `[N, 4]` (top, left, bottom, right as fractions of height − 1 and width − 1; left > right: mirrored) of
 * whole pixels out of one image `[1, H, W, C]`: `[N, height, width, C]`.
 *
 * @param perBox Any int32 `[N]`; the shape's N may be −1.
 */
export function cropBoxes(
  graph: Graph,
  image: Tensor,
  boxes: Tensor,
  perBox: Tensor,
  [count, height, width]: readonly number[],
): Tensor {
  const firstImage = mul(graph, perBox, scalarInt(graph, 0));
  return graph.op(
    'CropAndResize',
    [image, boxes, firstImage, vectorInt(graph, [height!, width!])],
    { T: { type: 'float32' }, method: { string: 'nearest' }, extrapolation_value: { float: 0 } },
    { dtype: 'float32', shape: [count!, height!, width!, image.shape[3]!] },
  );
}
