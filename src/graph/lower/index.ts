import type { Layer, LayerTypeName, Network, PlacedLayer } from '../../network/layer.js';
import type { Tensor } from '../node.js';
import { elu, gelu, geluTanh, relu, sigmoid, tanh } from '../ops/activations.js';
import { activation, lowerLeakyRelu } from './activation.js';
import { lowerBatchNorm } from './batch-norm.js';
import type { LowerContext, Lowering } from './context.js';
import { lowerConv } from './conv.js';
import { lowerDropIn } from './dropin.js';
import { lowerDropout } from './dropout.js';
import { lowerFc } from './fc.js';
import { lowerAdd, lowerConcat, lowerHighway } from './join.js';
import { lowerLrn } from './lrn.js';
import { lowerAccuracy, lowerInput, lowerSoftmaxLoss } from './output.js';
import { lowerPool } from './pool.js';
import { Casts } from './precision.js';
import { lowerRegularizingDropIn } from './regularizing-dropin.js';
import { lowerResize } from './resize.js';
import { lowerRnn } from './rnn.js';
import { lowerStochasticDepth } from './stochastic-depth.js';
import { lowerWiden } from './widen.js';

/** The lowering of each layer type; a type without one does not compile. */
const lowerings: { readonly [T in LayerTypeName]: Lowering<Extract<Layer, { type: T }>> } = {
  input: lowerInput,
  conv: lowerConv,
  pool: lowerPool,
  fc: lowerFc,
  rnn: lowerRnn,
  relu: activation(relu),
  sigmoid: activation(sigmoid),
  tanh: activation(tanh),
  leaky_relu: lowerLeakyRelu,
  elu: activation(elu),
  gelu: activation(gelu),
  gelu_tanh: activation(geluTanh),
  lrn: lowerLrn,
  batch_norm: lowerBatchNorm,
  dropout: lowerDropout,
  resize: lowerResize,
  dropin: lowerDropIn,
  regularizing_dropin: lowerRegularizingDropIn,
  widen: lowerWiden,
  add: lowerAdd,
  concat: lowerConcat,
  highway: lowerHighway,
  stochastic_depth: lowerStochasticDepth,
  softmax_loss: lowerSoftmaxLoss,
  accuracy: lowerAccuracy,
};

/** Emits a network, each layer in a scope with the layer's name. Returns the output of every layer. */
export function lowerNetwork(context: LowerContext, network: Network): ReadonlyMap<string, Tensor> {
  const casts = new Casts(context.graph, context.elements);
  const outputs = new Map<string, Tensor>();
  for (const placed of network.layers) {
    const { layer } = placed;
    const parameter = (name: string) => casts.for(layer, context.parameter(name));
    const output = context.graph.scoped(layer.name, () => {
      const inputs = layer.inputs.map((name) => casts.for(layer, outputs.get(name)!));
      return lowerLayer({ ...context, parameter }, placed, inputs);
    });
    outputs.set(layer.name, output);
  }
  return outputs;
}

function lowerLayer(context: LowerContext, placed: PlacedLayer, inputs: readonly Tensor[]): Tensor {
  const lowering = lowerings[placed.layer.type] as Lowering<Layer>;
  return lowering(context, placed, inputs);
}
