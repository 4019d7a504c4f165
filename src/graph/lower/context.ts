import type { PlacedLayer, Layer } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import type { FloatType, Tensor, TensorShape } from '../node.js';

/** What the lowering of a layer may use besides its inputs. */
export interface LowerContext {
  readonly graph: Graph;
  /** Element type of the layers that need not compute in float32 (see `elementType`). */
  readonly elements: FloatType;
  /** Images after the transform, `[N, H, W, C]`. */
  readonly images: Tensor;
  /** `[N]` int32. Undefined for a network without loss and accuracy. */
  readonly labels: Tensor | undefined;
  /** ε of label smoothing in training; 0 in tests. */
  readonly labelSmoothing: number;
  /** A parameter by its name, `<layer>/weights` or `<layer>/biases`, in the element type of its layer. */
  readonly parameter: (name: string) => Tensor;
  /** Scalar int32: number of copied units of a gradual DropIn, or of units of a widened layer that are still 0. */
  readonly copied: (layer: string) => Tensor;
  /**
   * Scalars int32: number of skipped leading channels of each group of a convolution, because its DropIn copies units over
   * them. The DropIn gets the same numbers. Undefined for a layer that computes all channels.
   */
  readonly skipped: (layer: string) => readonly Tensor[] | undefined;
  /** λ, the index of every unit of a shape. */
  readonly unitIndex: (shape: readonly number[]) => Tensor;
  readonly running: RunningContext;
  /** In training, the number of updates before this step, scalar int32, for layers that draw random numbers. */
  readonly iteration: Tensor | undefined;
  /**
   * In training, a layer's random numbers in this iteration, uniform in [0, 1): `[N, ...shape]` drawn for each image, or
   * `[1, ...shape]` drawn once for the batch. Undefined in tests, which draw none.
   */
  readonly draw: Draw | undefined;
}

export type Draw = (layer: string, per: 'image' | 'batch', shape: TensorShape) => Tensor;

/** The running arrays of the network's layers, by their names. */
export interface RunningContext {
  /** In tests, batch normalization uses the running statistics; in training, those of the images at hand. */
  readonly isUsed: boolean;
  readonly read: (name: string) => Tensor;
  /** Sets the value that an array has after the step. Undefined in tests, and where another device does it. */
  readonly update: ((name: string, value: Tensor) => void) | undefined;
}

/** Emits the operations of one layer, whose inputs and output have its element type. An output of shape S is `[N, ...S]`. */
export type Lowering<L extends Layer> = (
  context: LowerContext,
  placed: PlacedLayer<L>,
  inputs: readonly Tensor[],
) => Tensor;

export function onlyInput(inputs: readonly Tensor[]): Tensor {
  const [x] = inputs;
  if (!x || inputs.length !== 1) throw new Error(`a layer takes one input, found ${inputs.length}`);
  return x;
}
