import type { StochasticDepthLayer } from '../../network/layer.js';
import { mul } from '../ops/arithmetic.js';
import { scalarLike } from '../ops/cast.js';
import { less } from '../ops/compare.js';
import { scalar } from '../ops/constant.js';
import { select } from '../ops/select.js';
import { onlyInput, type Lowering } from './context.js';

/** b·x with b ~ Bernoulli(p); in tests p·x (Huang et al. 2016, equations 2 and 5). */
export const lowerStochasticDepth: Lowering<StochasticDepthLayer> = (
  { graph, draw },
  { layer, outputShape },
  inputs,
) => {
  const x = onlyInput(inputs);
  if (!draw) return mul(graph, x, scalarLike(graph, layer.survival, x));
  const drawn = draw(
    layer.name,
    layer.draw,
    outputShape.map(() => 1),
  );
  return select(graph, less(graph, drawn, scalar(graph, layer.survival)), x, scalarLike(graph, 0, x));
};
