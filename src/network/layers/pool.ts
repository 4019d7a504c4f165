import type { PoolLayer, Shape } from '../layer.js';
import { requireImage, untrained, type LayerRules, type Problem } from './rules.js';

/** Input `[H, W, C]`, output `[round((H + 2·pad − kernel) / stride) + 1, …, C]` (Caffe's `pooling_layer.cpp`). */
export const poolRules: LayerRules<PoolLayer> = {
  check(layer, [input]) {
    const problem = requireImage(input!) ?? requirePadBelowKernel(layer);
    if (problem !== undefined) return problem;
    const size = Math.min(input!.shape[0]!, input!.shape[1]!);
    if (pooledSize(layer, size) >= 1) return undefined;
    return {
      field: 'kernel',
      expected: `at most ${size + 2 * layer.pad}, the size of ${input!.name} (${input!.shape.join('×')}) with its padding`,
      found: String(layer.kernel),
    };
  },

  outputShape: (layer, [input]): Shape => [
    pooledSize(layer, input![0]!),
    pooledSize(layer, input![1]!),
    input![2]!,
  ],

  ...untrained,
};

/** Caffe's rule: round, then drop a last window that would start beyond the input and its leading padding. */
function pooledSize({ kernel, stride, pad, rounding }: PoolLayer, size: number): number {
  const round = rounding === 'ceil' ? Math.ceil : Math.floor;
  const windows = round((size + 2 * pad - kernel) / stride) + 1;
  return (windows - 1) * stride >= size + pad ? windows - 1 : windows;
}

function requirePadBelowKernel({ kernel, pad }: PoolLayer): Problem | undefined {
  if (pad < kernel) return undefined;
  return { field: 'pad', expected: `less than the kernel, ${kernel}`, found: String(pad) };
}
