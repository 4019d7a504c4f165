import type { Layer, LayerTypeName, PlacedLayer } from '../layer.js';
import { activationRules } from './activation.js';
import { batchNormRules } from './batch-norm.js';
import { convRules } from './conv.js';
import { dropInRules, regularizingDropInRules } from './dropin.js';
import { dropoutRules } from './dropout.js';
import { fcRules } from './fc.js';
import { accuracyRules, softmaxLossRules } from './heads.js';
import { inputRules } from './input.js';
import { addRules, concatRules, highwayRules } from './join.js';
import { lrnRules } from './lrn.js';
import { poolRules } from './pool.js';
import { resizeRules } from './resize.js';
import { rnnRules } from './rnn.js';
import type { Input, LayerRules, Problem } from './rules.js';
import { stochasticDepthRules } from './stochastic-depth.js';
import { widenRules } from './widen.js';

/** The rules of every layer type; a type without rules does not compile. */
const registry: { readonly [T in LayerTypeName]: LayerRules<Extract<Layer, { type: T }>> } = {
  input: inputRules,
  conv: convRules,
  pool: poolRules,
  fc: fcRules,
  rnn: rnnRules,
  relu: activationRules,
  sigmoid: activationRules,
  tanh: activationRules,
  leaky_relu: activationRules,
  elu: activationRules,
  gelu: activationRules,
  gelu_tanh: activationRules,
  lrn: lrnRules,
  batch_norm: batchNormRules,
  dropout: dropoutRules,
  resize: resizeRules,
  dropin: dropInRules,
  regularizing_dropin: regularizingDropInRules,
  widen: widenRules,
  add: addRules,
  concat: concatRules,
  highway: highwayRules,
  stochastic_depth: stochasticDepthRules,
  softmax_loss: softmaxLossRules,
  accuracy: accuracyRules,
};

/** The layer with its shapes and parameters, or the reason why it cannot take these inputs. */
export function place(layer: Layer, inputs: readonly Input[]): PlacedLayer | Problem {
  // TypeScript cannot tell that the rules found by a layer's type fit the layer.
  const rules = registry[layer.type] as LayerRules<Layer>;
  const problem = rules.check(layer, inputs);
  if (problem !== undefined) return problem;
  const inputShapes = inputs.map((input) => input.shape);
  const outputShape = rules.outputShape(layer, inputShapes);
  return {
    layer,
    inputShapes,
    outputShape,
    parameters: rules.parameters(layer, inputShapes),
    running: rules.running?.(layer, inputShapes) ?? [],
    multiplyAdds: rules.multiplyAdds(layer, inputShapes, outputShape),
  };
}
