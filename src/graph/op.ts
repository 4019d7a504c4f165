import type { Graph } from './graph.js';
import type { DType, Node, Tensor } from './node.js';

/** Gradient with respect to an output or input; undefined where the loss does not depend on it. */
export type Gradient = Tensor | undefined;

/**
 * Gradients with respect to a node's inputs from those with respect to its outputs (`dy`, one an output).
 * Nothing for an input means that it has no gradient (an index, a shape, a mask), or that it is not `wanted`: the images
 * of a first layer, for one.
 */
export type GradientRule = (
  graph: Graph,
  node: Node,
  dy: readonly Gradient[],
  wanted: readonly boolean[],
) => readonly Gradient[];

/** What the verify pass and backprop know of a TensorFlow operation. */
export interface OpDefinition {
  /** TensorFlow's name. */
  readonly op: string;
  /** Element types of the inputs; `any` accepts all, `rest` any number of the type before. */
  readonly inputs: readonly (DType | 'any' | 'rest')[];
  readonly outputs: number;
  /** Attributes that must be given. */
  readonly attrs: readonly string[];
  /** `none`: the operation is never between the loss and a parameter. */
  readonly gradient: GradientRule | 'none';
}
