import type { Graph } from './graph.js';
import type { Node, Tensor } from './node.js';
import { scalarInt } from './ops/constant.js';
import { after } from './ops/identity.js';

/** The output of a signature that is run for its effects: a scalar computed after `controls`. tfjs must fetch something. */
export function done(graph: Graph, controls: readonly Node[]): { readonly done: Tensor } {
  return { done: after(graph, controls, scalarInt(graph, 1), 'done') };
}
