import type { RegularizingDropInLayer } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import { add, mul } from '../ops/arithmetic.js';
import { scalarLike } from '../ops/cast.js';
import { greaterEqual } from '../ops/compare.js';
import { scalar } from '../ops/constant.js';
import { select } from '../ops/select.js';
import type { Lowering } from './context.js';

/** y = r·y_new + (1 − r)·y_prev with r ~ Bernoulli(p) (paper, equation 2); in tests r is its expectation, p. */
export const lowerRegularizingDropIn: Lowering<RegularizingDropInLayer> = (
  { graph, draw },
  { layer, outputShape },
  inputs,
) => {
  const [yNew, yPrevious] = inputs;
  if (!yNew || !yPrevious) throw new Error(`${layer.name}: a DropIn takes two inputs`);
  if (!draw) return expectation(graph, layer.ratio, yNew, yPrevious);
  const drawn = draw(layer.name, layer.draw, outputShape);
  const copied = greaterEqual(graph, drawn, scalar(graph, layer.ratio));
  return select(graph, copied, yPrevious, yNew);
};

function expectation(graph: Graph, p: number, yNew: Tensor, yPrevious: Tensor): Tensor {
  const times = (x: Tensor, factor: number) => mul(graph, x, scalarLike(graph, factor, x));
  return add(graph, times(yNew, p), times(yPrevious, 1 - p));
}
