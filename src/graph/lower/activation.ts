import type { LeakyReluLayer, PlainActivationLayer } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import { leakyRelu } from '../ops/activations.js';
import { onlyInput, type Lowering } from './context.js';

/** The lowering of an activation without settings, from the function that adds its operations. */
export function activation<L extends PlainActivationLayer>(
  apply: (graph: Graph, x: Tensor) => Tensor,
): Lowering<L> {
  return ({ graph }, _placed, inputs) => apply(graph, onlyInput(inputs));
}

export const lowerLeakyRelu: Lowering<LeakyReluLayer> = ({ graph }, { layer }, inputs) =>
  leakyRelu(graph, onlyInput(inputs), layer.negativeSlope);
