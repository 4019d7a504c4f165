import type { GradientRule } from './graph.js';
import type { DType } from './node.js';

/** What the verify pass and backprop know about a TensorFlow operation. */
export interface OpDefinition {
  /** TensorFlow's name. */
  readonly op: string;
  /**
   * Element types of the inputs. `any` accepts every type; `same` accepts the type of the `any` input before it; `float`
   * accepts float32 or bfloat16, the same for all such inputs; `rest` accepts any number of inputs of the preceding type.
   */
  readonly inputs: readonly (DType | 'any' | 'same' | 'float' | 'rest')[];
  /** Number of outputs; −1: any. */
  readonly outputs: number;
  /** Required attributes. */
  readonly attrs: readonly string[];
  /** `none` for an operation that is never between the loss and a parameter. */
  readonly gradient: GradientRule | 'none';
}
