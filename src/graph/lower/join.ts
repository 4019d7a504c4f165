import type { AddLayer, ConcatLayer } from '../../network/layer.js';
import { add } from '../ops/arithmetic.js';
import { concat } from '../ops/concat.js';
import type { Lowering } from './context.js';

export const lowerAdd: Lowering<AddLayer> = ({ graph }, _placed, inputs) =>
  inputs.reduce((sum, x) => add(graph, sum, x));

export const lowerConcat: Lowering<ConcatLayer> = ({ graph }, _placed, inputs) => concat(graph, inputs);
