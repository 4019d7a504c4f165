import type { ConvLayer, PlacedLayer, Shape } from '../layer.js';
import { onAxes, type Pair } from '../window.js';
import { weightsAndBiases } from './parameters.js';
import { requireFit, requireImage, showShape, type Input, type LayerRules, type Problem } from './rules.js';

/** Input `[H, W, C]`, output `[⌊(H + 2·pad − d·(kernel − 1) − 1) / stride⌋ + 1, …, outputs]` (Caffe's `conv_layer.cpp`). */
export const convRules: LayerRules<ConvLayer> = {
  check: (layer, [input]) =>
    requireImage(input!) ??
    requireFit(input!, { ...layer, extent: extentOf(layer) }) ??
    requireWholeGroups(layer, input!),

  outputShape(layer, [input]): Shape {
    const { pad, stride } = layer;
    const extent = extentOf(layer);
    const size = (axis: 0 | 1) =>
      Math.floor((input![axis]! + 2 * pad[axis] - extent[axis]) / stride[axis]) + 1;
    return [...onAxes(size), layer.outputs];
  },

  parameters(layer, [input]) {
    const [height, width] = layer.kernel;
    const channels = input![2]! / layer.groups;
    return weightsAndBiases(layer, [height, width, channels, layer.outputs], height * width * channels);
  },

  multiplyAdds(layer, [input], [height, width, outputs]) {
    const [rows, columns] = layer.kernel;
    return height! * width! * outputs! * rows * columns * (input![2]! / layer.groups);
  },
};

/** Height and width that a dilated filter covers: d·(kernel − 1) + 1. */
function extentOf({ kernel, dilation }: Pick<ConvLayer, 'kernel' | 'dilation'>): Pair {
  return onAxes((axis) => dilation[axis] * (kernel[axis] - 1) + 1);
}

/** Whether each input channel has filters of its own, in a form that TensorFlow has an operation for. */
export function isDepthwise({ layer, inputShapes }: PlacedLayer<ConvLayer>): boolean {
  const [down, across] = layer.stride;
  return layer.groups > 1 && layer.groups === inputShapes[0]![2] && down === across;
}

function requireWholeGroups(layer: ConvLayer, { name, shape }: Input): Problem | undefined {
  const channels = shape[2]!;
  if (channels % layer.groups === 0 && layer.outputs % layer.groups === 0) return undefined;
  return {
    field: 'groups',
    expected: `a number that divides the ${channels} channels of ${name} (${showShape(shape)}) and the ${layer.outputs} outputs`,
    found: String(layer.groups),
  };
}
