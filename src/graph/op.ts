import type { GradientRule } from './graph.js';
import type { DType } from './node.js';

/** What the verify pass and backprop know about a TensorFlow operation. */
export interface OpDefinition {
  /** TensorFlow's name. */
  readonly op: string;
  /** Element types of the inputs. `any` accepts every type; `rest` accepts any number of inputs of the preceding type. */
  readonly inputs: readonly (DType | 'any' | 'rest')[];
  /** Number of outputs; −1: any. */
  readonly outputs: number;
  /** Required attributes. */
  readonly attrs: readonly string[];
  /** `none` for an operation that is never between the loss and a parameter. */
  readonly gradient: GradientRule | 'none';
}
