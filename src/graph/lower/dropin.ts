import type { DropInLayer } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import { elementCount } from '../../common/shapes.js';
import type { Tensor, TensorShape } from '../node.js';
import { add, mul } from '../ops/arithmetic.js';
import { cast } from '../ops/cast.js';
import { greaterEqual, less } from '../ops/compare.js';
import { identity } from '../ops/identity.js';
import { range } from '../ops/range.js';
import { reshape } from '../ops/reshape.js';
import { select } from '../ops/select.js';
import { padChannels, skipChannels } from '../ops/slice-pad.js';
import type { Lowering } from './context.js';

/**
 * y = r·y_new + (1 − r)·y_prev with r(λ) = 0 for λ < q·n, else 1 (paper, equations 1 and 5). y_new may consist of its last
 * channels only; all units of the skipped channels are copied.
 *
 * Gradients: dy·r to y_new (only for the channels computed), dy·(1 − r) to y_prev. Multiplying by the mask is faster than
 * SelectV2.
 */
export const lowerDropIn: Lowering<DropInLayer> = (
  { graph, copied, skipped, unitIndex },
  { layer, outputShape },
  inputs,
) => {
  const [yComputed, yPrevious] = inputs;
  if (!yComputed || !yPrevious) throw new Error(`${layer.name}: a DropIn takes two inputs`);
  const channels = outputShape.at(-1) ?? 0;
  const skippedCount = yComputed.shape.at(-1) === channels ? undefined : skipped(layer.name)![0]!;
  const [index, count] = [unitIndex(outputShape), copied(layer.name)];
  const isNew = greaterEqual(graph, index, count);
  const yNew = masked(graph, yComputed, () =>
    skippedCount ? skipChannels(graph, isNew, skippedCount) : isNew,
  );
  const whole = skippedCount ? padChannels(graph, yNew, skippedCount, channels) : yNew;
  const yCopied = masked(graph, yPrevious, () => less(graph, index, count));
  const rows = whole.shape[0] ?? -1;
  const units = [flat(graph, isNew, 1), flat(graph, whole, rows), flat(graph, yCopied, rows)] as const;
  const y = select(graph, ...units, (_graph, _node, [dy]) => [undefined, dy, dy]);
  return reshape(graph, y, whole.shape);
};

/** `x` with a gradient that is 0 outside the mask. */
function masked(graph: Graph, x: Tensor, mask: () => Tensor): Tensor {
  return identity(graph, x, (graph, _node, [dy]) => {
    if (!dy) return [];
    const r = cast(graph, flat(graph, mask(), 1), dy.dtype);
    return [reshape(graph, mul(graph, flat(graph, dy, dy.shape[0] ?? -1), r), x.shape)];
  });
}

/** Reshapes to `[rows, units]`, which every shape has. For a GPU, `unflattened` turns rows of images back into images. */
function flat(graph: Graph, x: Tensor, rows: number): Tensor {
  return reshape(graph, x, [rows, Math.max(-1, elementCount(x.shape.slice(1)))]);
}

/** λ = (c·H + h)·W + w of every unit, Caffe's channel-major order: `[1, H, W, C]` int32, or `[1, C]`. */
export function unitIndexOf(graph: Graph, shape: TensorShape): Tensor {
  const channels = shape.at(-1) ?? 0;
  const [height, width] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined)
    return reshape(graph, range(graph, channels), [1, channels]);
  const plane = reshape(graph, range(graph, height * width), [1, height, width, 1]);
  return add(graph, plane, range(graph, channels, height * width));
}
