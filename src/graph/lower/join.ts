import type { AddLayer, ConcatLayer, HighwayLayer } from '../../network/layer.js';
import { add, mul } from '../ops/arithmetic.js';
import { scalarLike } from '../ops/cast.js';
import { concat } from '../ops/concat.js';
import type { Lowering } from './context.js';

export const lowerAdd: Lowering<AddLayer> = ({ graph }, _placed, inputs) =>
  inputs.reduce((sum, x) => add(graph, sum, x));

export const lowerConcat: Lowering<ConcatLayer> = ({ graph }, _placed, inputs) => concat(graph, inputs);

/** T·H + (1 − T)·x (Srivastava et al. 2015, equation 3). */
export const lowerHighway: Lowering<HighwayLayer> = ({ graph }, { layer }, [gate, transformed, x]) => {
  if (!gate || !transformed || !x) throw new Error(`${layer.name}: a highway takes three inputs`);
  const carried = add(graph, mul(graph, gate, scalarLike(graph, -1, gate)), scalarLike(graph, 1, gate));
  return add(graph, mul(graph, gate, transformed), mul(graph, carried, x));
};
