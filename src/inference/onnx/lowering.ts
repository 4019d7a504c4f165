import type { Layer, PlacedLayer } from '../../network/layer.js';
import type { OnnxGraph } from './graph.js';

/** What the ONNX form of a layer may use beside its inputs. */
export interface OnnxContext {
  readonly graph: OnnxGraph;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly copied: ReadonlyMap<string, number>;
}

/**
 * Adds the nodes of one layer, and gives the name of its output. A layer's output of shape `[H, W, C]` is `[N, C, H, W]` in ONNX,
 * one of `[C]` is `[N, C]`.
 */
export type OnnxLowering<L extends Layer> = (
  context: OnnxContext,
  placed: PlacedLayer<L>,
  inputs: readonly string[],
) => string;

/** `[C, H, W]` of `[H, W, C]`; `[C]` of `[C]`. */
export function channelsFirst(shape: readonly number[]): readonly number[] {
  return shape.length === 3 ? [shape[2]!, shape[0]!, shape[1]!] : shape;
}
