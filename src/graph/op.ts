import type { GradientRule } from './graph.js';
import type { DType } from './node.js';

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
