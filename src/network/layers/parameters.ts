import type { ConvLayer, FcLayer, Parameter, Shape } from '../layer.js';

/** `<layer>/weights` of the given shape and, if the layer has biases, `<layer>/biases` `[outputs]`. */
export function weightsAndBiases(
  layer: ConvLayer | FcLayer,
  weightShape: Shape,
  fanIn: number,
): readonly Parameter[] {
  const weights: Parameter = { ...layer.weights, name: `${layer.name}/weights`, shape: weightShape, fanIn };
  if (layer.biases === undefined) return [weights];
  return [weights, { ...layer.biases, name: `${layer.name}/biases`, shape: [layer.outputs], fanIn }];
}
