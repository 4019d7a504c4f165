import type { DropoutLayer } from '../../network/layer.js';
import type { Tensor } from '../node.js';
import { relu } from '../ops/activations.js';
import { add, minimum, mul, realDiv } from '../ops/arithmetic.js';
import { cast, scalarLike } from '../ops/cast.js';
import { greaterEqual } from '../ops/compare.js';
import { scalar } from '../ops/constant.js';
import { select } from '../ops/select.js';
import { onlyInput, type LowerContext, type Lowering } from './context.js';

/** Caffe's `dropout_layer.cpp`. In training each element is 0 with probability `ratio`, else x / (1 − ratio). */
export const lowerDropout: Lowering<DropoutLayer> = (context, { layer }, inputs) => {
  const { graph, draw } = context;
  const x = onlyInput(inputs);
  if (!draw) return x;
  const { ratio, scale } = ratioOf(context, layer, x);
  const kept = greaterEqual(graph, draw(layer.name, 'image', x.shape.slice(1)), ratio);
  return select(graph, kept, mul(graph, x, scale), scalarLike(graph, 0, x));
};

/** The ratio at this iteration, and 1 / (1 − ratio) of the type of `x`; scalars. */
function ratioOf(
  { graph, iteration }: LowerContext,
  { name, ratio }: DropoutLayer,
  x: Tensor,
): { readonly ratio: Tensor; readonly scale: Tensor } {
  if (typeof ratio === 'number')
    return { ratio: scalar(graph, ratio), scale: scalarLike(graph, 1 / (1 - ratio), x) };
  if (!iteration) throw new Error(`${name}: a ramp needs the iteration`);
  const { from, to, length, start } = ratio;
  const elapsed = add(graph, cast(graph, iteration, 'float32'), scalar(graph, -start));
  const share = relu(graph, mul(graph, elapsed, scalar(graph, 1 / length)));
  const risen = minimum(graph, share, scalar(graph, 1));
  const now = add(graph, mul(graph, risen, scalar(graph, to - from)), scalar(graph, from));
  const kept = add(graph, mul(graph, now, scalar(graph, -1)), scalar(graph, 1));
  return { ratio: now, scale: cast(graph, realDiv(graph, scalar(graph, 1), kept), x.dtype) };
}
