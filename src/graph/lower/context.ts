import type { PlacedLayer, Layer } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';

/** What the lowering of a layer may use beside its inputs. */
export interface LowerContext {
  readonly graph: Graph;
  /** Images after the transform, `[N, H, W, C]`. */
  readonly images: Tensor;
  /** `[N]` int32. */
  readonly labels: Tensor;
  /** ε of the loss's smoothed targets, in training; 0 in tests. */
  readonly labelSmoothing: number;
  /** A trained array, by its name `<layer>/weights` or `<layer>/biases`. */
  readonly parameter: (name: string) => Tensor;
  /** Number of copied units of a gradual DropIn layer, of units not there yet of a widened one: a scalar int32. */
  readonly copied: (layer: string) => Tensor;
  /**
   * Leading channels that are left out, of each group of a convolution whose DropIn copies over them; the DropIn is given
   * the same. Undefined for a layer that is computed whole. A scalar int32 each.
   */
  readonly skipped: (layer: string) => readonly Tensor[] | undefined;
  /** λ of every unit of a shape. */
  readonly unitIndex: (shape: readonly number[]) => Tensor;
  /** In training, the seed `[2]` of a layer's random numbers in this iteration; undefined in tests, which draw none. */
  readonly noise: ((layer: string) => Tensor) | undefined;
}

/** Emits the operations of one layer; a layer's output of shape S is a tensor `[N, ...S]`. */
export type Lowering<L extends Layer> = (
  context: LowerContext,
  placed: PlacedLayer<L>,
  inputs: readonly Tensor[],
) => Tensor;

export function onlyInput(inputs: readonly Tensor[]): Tensor {
  const [x] = inputs;
  if (!x || inputs.length !== 1) throw new Error(`a layer of one input has ${inputs.length}`);
  return x;
}
