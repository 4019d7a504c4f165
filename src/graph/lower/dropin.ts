import type { DropInLayer } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import { elements, type Tensor, type TensorShape } from '../node.js';
import { add } from '../ops/arithmetic.js';
import { greaterEqual } from '../ops/compare.js';
import { range } from '../ops/range.js';
import { reshape } from '../ops/reshape.js';
import { select } from '../ops/select.js';
import { padChannels } from '../ops/slice-pad.js';
import type { Lowering } from './context.js';

/** y = r·y_new + (1 − r)·y_prev with r(λ) = 0 for λ < q·n, else 1 (paper, equations 1 and 5). */
export const lowerDropIn: Lowering<DropInLayer> = (
  { graph, copied, skipped, unitIndex },
  { layer, outputShape },
  inputs,
) => {
  const [yComputed, yPrevious] = inputs;
  if (!yComputed || !yPrevious) throw new Error(`${layer.name}: a DropIn takes two inputs`);
  const channels = outputShape.at(-1) ?? 0;
  const isWhole = yComputed.shape.at(-1) === channels;
  const yNew = isWhole ? yComputed : padChannels(graph, yComputed, skipped(layer.name)![0]!, channels);
  const flat = (x: Tensor, rows: number) => reshape(graph, x, [rows, elements(outputShape)]);
  const r = flat(greaterEqual(graph, unitIndex(outputShape), copied(layer.name)), 1);
  const rows = yNew.shape[0] ?? -1;
  return reshape(graph, select(graph, r, flat(yNew, rows), flat(yPrevious, rows)), yNew.shape);
};

/** λ = (c·H + h)·W + w of every unit, Caffe's channel-major order: `[1, H, W, C]` int32, or `[1, C]`. */
export function unitIndexOf(graph: Graph, shape: TensorShape): Tensor {
  const channels = shape.at(-1) ?? 0;
  const [height, width] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined)
    return reshape(graph, range(graph, channels), [1, channels]);
  const plane = reshape(graph, range(graph, height * width), [1, height, width, 1]);
  return add(graph, plane, range(graph, channels, height * width));
}
