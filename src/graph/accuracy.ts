import type { Graph } from './graph.js';
import type { Tensor } from './node.js';
import { mul } from './ops/arithmetic.js';
import { cast } from './ops/cast.js';
import { greaterEqual, less } from './ops/compare.js';
import { constant, scalar } from './ops/constant.js';
import { oneHot } from './ops/one-hot.js';
import { sumOfRows } from './ops/reduce.js';
import { reshape } from './ops/reshape.js';
import { select } from './ops/select.js';

/**
 * 1 for each image whose label is among its k predictions, else 0: logits `[N, classes]`, labels `[N]` int32, result `[N]`.
 *
 * Classes are ranked by logit; of equal logits, the higher class number comes first. Caffe's accuracy layer does the same:
 * it sorts pairs (logit, class) with `std::greater` (`accuracy_layer.cpp` at 03c4c719). So each image has exactly k
 * predictions, and a network whose logits are all equal predicts a single class. An image counts as wrong if any of its
 * logits is NaN, or if the logit of a class other than its label is infinite.
 */
export function correctInTopK(graph: Graph, logits: Tensor, labels: Tensor, k: number): Tensor {
  const classes = logits.shape.at(-1)!;
  const isCorrect = less(
    graph,
    scalar(graph, Math.max(0, classes - k)),
    notBeforeLabel(graph, logits, labels),
  );
  return cast(graph, isCorrect, 'float32');
}

/** Number of classes ranked at or after the label, itself included: `[N]` float32; 0 if a logit is NaN. */
function notBeforeLabel(graph: Graph, logits: Tensor, labels: Tensor): Tensor {
  const [images = -1, classes = 0] = logits.shape;
  const isLabel = oneHot(graph, reshape(graph, labels, [images]), classes);
  // 0 times NaN or infinity is NaN, and so is the sum. Comparisons with NaN are false.
  const logitOfLabel = sumOfRows(graph, mul(graph, logits, isLabel), { keepDims: true });
  // Class numbers as floats, because int32 kernels run on the host, even with a GPU. Exact up to 2^24 classes.
  const label = reshape(graph, cast(graph, labels, 'float32'), [images, 1]);
  const index = Array.from({ length: classes }, (_, i) => i);
  const isUpToLabel = greaterEqual(
    graph,
    label,
    constant(graph, { dtype: 'float32', shape: [classes], values: index }),
  );
  const isNotBefore = select(
    graph,
    isUpToLabel,
    greaterEqual(graph, logitOfLabel, logits),
    less(graph, logits, logitOfLabel),
  );
  return sumOfRows(graph, cast(graph, isNotBefore, 'float32'), { keepDims: false });
}
