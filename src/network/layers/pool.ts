import type { PoolLayer, Shape } from '../layer.js';
import { onAxes, pairText, type Pair, type Window } from '../window.js';
import { requireImage, untrained, type LayerRules, type Problem } from './rules.js';

/** Input `[H, W, C]`, output `[round((H + 2·pad − kernel) / stride) + 1, …, C]` (Caffe's `pooling_layer.cpp`). */
export const poolRules: LayerRules<PoolLayer> = {
  check(layer, [input]) {
    const problem = requireImage(input!) ?? requirePadBelowKernel(layer);
    if (problem !== undefined) return problem;
    const { kernel, pad } = poolWindow(layer, input!.shape);
    const tooLarge = [0, 1].filter((axis) => pooledShape(layer, input!.shape)[axis]! < 1);
    if (tooLarge.length === 0) return undefined;
    const size = Math.min(...tooLarge.map((axis) => input!.shape[axis]! + 2 * pad[axis]!));
    return {
      field: 'kernel',
      expected: `at most ${size}, the size of ${input!.name} (${input!.shape.join('×')}) with its padding`,
      found: pairText(kernel),
    };
  },

  outputShape: (layer, [input]): Shape => [...pooledShape(layer, input!), input![2]!],

  ...untrained,
};

/** The windows of a pooling: for a global one, a single window over the whole input. */
export function poolWindow({ kernel, stride, pad }: PoolLayer, input: Shape): Window {
  return { kernel: kernel ?? [input[0]!, input[1]!], stride, pad };
}

/**
 * Caffe divides a sum by the part of the window inside the padded input. For each window, row by row: the size of the whole
 * window divided by the size of that part.
 */
export function windowCorrections({ kernel, stride, pad }: Window, input: Shape, output: Pair): number[] {
  const sides = ([0, 1] as const).map((axis) =>
    Array.from({ length: output[axis] }, (_, position) => {
      const start = position * stride[axis] - pad[axis];
      return Math.min(start + kernel[axis], input[axis]! + pad[axis]) - start;
    }),
  );
  return sides[0]!.flatMap((rows) => sides[1]!.map((columns) => (kernel[0] * kernel[1]) / (rows * columns)));
}

/** Caffe's rule: round, then drop a last window that would start beyond the input and its leading padding. */
function pooledShape(layer: PoolLayer, input: Shape): Pair {
  const round = layer.rounding === 'ceil' ? Math.ceil : Math.floor;
  const { kernel, stride, pad } = poolWindow(layer, input);
  return onAxes((axis) => {
    const size = input[axis]!;
    const windows = round((size + 2 * pad[axis] - kernel[axis]) / stride[axis]) + 1;
    return (windows - 1) * stride[axis] >= size + pad[axis] ? windows - 1 : windows;
  });
}

function requirePadBelowKernel({ kernel, pad }: PoolLayer): Problem | undefined {
  if (kernel === undefined || (pad[0] < kernel[0] && pad[1] < kernel[1])) return undefined;
  return { field: 'pad', expected: `less than the kernel, ${pairText(kernel)}`, found: pairText(pad) };
}
