import type { ConvLayer, Shape } from '../layer.js';
import { weightsAndBiases } from './parameters.js';
import { requireFit, requireImage, showShape, type Input, type LayerRules, type Problem } from './rules.js';

/** Input `[H, W, C]`, output `[⌊(H + 2·pad − kernel) / stride⌋ + 1, …, outputs]` (Caffe's `conv_layer.cpp`). */
export const convRules: LayerRules<ConvLayer> = {
  check: (layer, [input]) =>
    requireImage(input!) ?? requireFit(input!, layer) ?? requireWholeGroups(layer, input!),

  outputShape(layer, [input]): Shape {
    const size = (length: number) => Math.floor((length + 2 * layer.pad - layer.kernel) / layer.stride) + 1;
    return [size(input![0]!), size(input![1]!), layer.outputs];
  },

  parameters(layer, [input]) {
    const { kernel, outputs } = layer;
    const channels = input![2]! / layer.groups;
    return weightsAndBiases(layer, [kernel, kernel, channels, outputs], kernel * kernel * channels);
  },

  multiplyAdds(layer, [input], [height, width, outputs]) {
    return height! * width! * outputs! * layer.kernel ** 2 * (input![2]! / layer.groups);
  },
};

function requireWholeGroups(layer: ConvLayer, { name, shape }: Input): Problem | undefined {
  const channels = shape[2]!;
  if (channels % layer.groups === 0 && layer.outputs % layer.groups === 0) return undefined;
  return {
    field: 'groups',
    expected: `a number that divides the ${channels} channels of ${name} (${showShape(shape)}) and the ${layer.outputs} outputs`,
    found: String(layer.groups),
  };
}
