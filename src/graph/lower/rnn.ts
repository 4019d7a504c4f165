import type { RnnLayer } from '../../network/layer.js';
import { elementCount } from '../../common/shapes.js';
import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import { sigmoid, tanh } from '../ops/activations.js';
import { add, mul } from '../ops/arithmetic.js';
import { biasAdd } from '../ops/bias-add.js';
import { scalarLike } from '../ops/cast.js';
import { concat } from '../ops/concat.js';
import { matmul } from '../ops/matmul.js';
import { reshape } from '../ops/reshape.js';
import { split } from '../ops/split.js';
import { onlyInput, type Lowering } from './context.js';

/** h `[N, units]`, and c of an LSTM. */
interface State {
  readonly h: Tensor;
  readonly c?: Tensor;
}

/** The arrays of a layer. */
interface Arrays {
  readonly weights: Tensor;
  readonly recurrentWeights: Tensor;
  readonly biases: Tensor;
  /** Of a GRU. */
  readonly recurrentBiases: Tensor | undefined;
}

/** One step: from its numbers `[N, W·C]` and the state before it, which is undefined, that is 0, in the first step. */
type Step = (graph: Graph, x: Tensor, before: State | undefined, arrays: Arrays, layer: RnnLayer) => State;

/** The steps one after another. All are in the graph, so TensorFlow needs no loop, and backprop is the usual one. */
export const lowerRnn: Lowering<RnnLayer> = ({ graph, parameter }, { layer, inputShapes }, inputs) => {
  const x = onlyInput(inputs);
  const [input] = inputShapes;
  const [steps = 1] = input ?? [];
  const rows = x.shape[0] ?? -1;
  const sequence = split(graph, reshape(graph, x, [rows, elementCount(input ?? [])]), steps);
  const array = (suffix: string) => parameter(`${layer.name}/${suffix}`);
  const arrays: Arrays = {
    weights: array('weights'),
    recurrentWeights: array('recurrent_weights'),
    biases: array('biases'),
    recurrentBiases: layer.cell === 'gru' ? array('recurrent_biases') : undefined,
  };
  const outputs: Tensor[] = [];
  let state: State | undefined;
  for (const part of sequence) {
    state = CELLS[layer.cell](graph, part, state, arrays, layer);
    outputs.push(state.h);
  }
  if (layer.output === 'last') return outputs.at(-1)!;
  return reshape(graph, concat(graph, outputs), [rows, steps, 1, layer.units]);
};

const tanhStep: Step = (graph, x, before, arrays) => ({ h: tanh(graph, sumOf(graph, x, before, arrays)) });

const lstmStep: Step = (graph, x, before, arrays, layer) => {
  const [i, f, g, o] = split(graph, sumOf(graph, x, before, arrays), 4) as [Tensor, Tensor, Tensor, Tensor];
  const forget = sigmoid(graph, add(graph, f, scalarLike(graph, layer.forgetBias, f)));
  const kept = mul(graph, forget, before?.c ?? scalarLike(graph, 0, forget));
  const c = add(graph, kept, mul(graph, sigmoid(graph, i), tanh(graph, g)));
  return { h: mul(graph, sigmoid(graph, o), tanh(graph, c)), c };
};

const gruStep: Step = (graph, x, before, arrays) => {
  const ofInput = split(graph, biasAdd(graph, matmul(graph, x, arrays.weights), arrays.biases), 3);
  const [xr, xz, xn] = ofInput as [Tensor, Tensor, Tensor];
  const ofState = before && split(graph, matmul(graph, before.h, arrays.recurrentWeights), 3);
  const [hr, hz, hn] = ofState ?? [];
  const r = sigmoid(graph, hr ? add(graph, xr, hr) : xr);
  const z = sigmoid(graph, hz ? add(graph, xz, hz) : xz);
  const zero = scalarLike(graph, 0, r);
  const candidate = biasAdd(graph, hn ?? mul(graph, xn, zero), arrays.recurrentBiases!);
  const n = tanh(graph, add(graph, xn, mul(graph, r, candidate)));
  const open = add(graph, mul(graph, z, scalarLike(graph, -1, z)), scalarLike(graph, 1, z));
  return { h: add(graph, mul(graph, open, n), mul(graph, z, before?.h ?? zero)) };
};

const CELLS: Readonly<Record<RnnLayer['cell'], Step>> = { tanh: tanhStep, lstm: lstmStep, gru: gruStep };

/** W·x + U·h + b: `[N, gates·units]`. */
function sumOf(graph: Graph, x: Tensor, before: State | undefined, arrays: Arrays): Tensor {
  const ofInput = biasAdd(graph, matmul(graph, x, arrays.weights), arrays.biases);
  return before ? add(graph, ofInput, matmul(graph, before.h, arrays.recurrentWeights)) : ofInput;
}
