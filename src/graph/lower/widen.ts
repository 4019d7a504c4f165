import type { WidenLayer } from '../../network/layer.js';
import { scalarLike } from '../ops/cast.js';
import { greaterEqual } from '../ops/compare.js';
import { range } from '../ops/range.js';
import { select } from '../ops/select.js';
import { onlyInput, type Lowering } from './context.js';

/** r·x with r = 0 for the first `copied` channels, else 1: the paper's equation 5 with y_prev = 0. */
export const lowerWiden: Lowering<WidenLayer> = ({ graph, copied }, { layer, outputShape }, inputs) => {
  const x = onlyInput(inputs);
  const channels = range(graph, outputShape.at(-1) ?? 0);
  return select(graph, greaterEqual(graph, channels, copied(layer.name)), x, scalarLike(graph, 0, x));
};
