import type { DropoutLayer } from '../../network/layer.js';
import { mul } from '../ops/arithmetic.js';
import { scalarLike } from '../ops/cast.js';
import { greaterEqual } from '../ops/compare.js';
import { scalar } from '../ops/constant.js';
import { random } from '../ops/random.js';
import { select } from '../ops/select.js';
import { onlyInput, type Lowering } from './context.js';

/** Caffe's `dropout_layer.cpp`. In training each element is 0 with probability `ratio`, else x / (1 − ratio). */
export const lowerDropout: Lowering<DropoutLayer> = ({ graph, noise }, { layer }, inputs) => {
  const x = onlyInput(inputs);
  if (!noise) return x;
  const kept = greaterEqual(
    graph,
    random(graph, 'Uniform', x.shape, noise(layer.name)),
    scalar(graph, layer.ratio),
  );
  return select(
    graph,
    kept,
    mul(graph, x, scalarLike(graph, 1 / (1 - layer.ratio), x)),
    scalarLike(graph, 0, x),
  );
};
