import type { Layer, LayerTypeName } from '../../network/layer.js';
import type { SolverSpec } from '../../spec/schema/solver.js';
import type { Graph } from '../graph.js';
import type { FloatType, Tensor } from '../node.js';
import { cast } from '../ops/cast.js';

/** Element type of a network's activations. TF32 is how a GPU multiplies float32 numbers, not a type of its own. */
export function elementsOf({ precision }: Pick<SolverSpec, 'precision'>): FloatType {
  return precision === 'bfloat16' ? 'bfloat16' : 'float32';
}

/**
 * Whether a layer always computes in float32: the images, normalization and the loss, whose sums need the digits. TensorFlow
 * also has no bfloat16 kernels for LRN.
 */
const IN_FLOAT32: Readonly<Record<LayerTypeName, boolean>> = {
  input: true,
  conv: false,
  pool: false,
  fc: false,
  // Roundings would add up over the steps.
  rnn: true,
  relu: false,
  sigmoid: false,
  tanh: false,
  leaky_relu: false,
  elu: false,
  gelu: false,
  gelu_tanh: false,
  lrn: true,
  batch_norm: true,
  dropout: false,
  resize: false,
  dropin: false,
  regularizing_dropin: false,
  widen: false,
  add: false,
  concat: false,
  highway: false,
  stochastic_depth: false,
  softmax_loss: true,
  accuracy: true,
};

/** Element type in which a layer computes. TensorFlow's bilinear interpolation has float32 results only. */
function elementType(layer: Layer, elements: FloatType): FloatType {
  const isBilinear = layer.type === 'resize' && layer.method === 'bilinear';
  return IN_FLOAT32[layer.type] || isBilinear ? 'float32' : elements;
}

/**
 * The only place where a network's activations and parameters change their element type. Variables are float32; a layer that
 * computes in bfloat16 gets them cast, and backprop casts their gradients back.
 */
export class Casts {
  private readonly done = new Map<Tensor, Tensor>();

  constructor(
    private readonly graph: Graph,
    private readonly elements: FloatType,
  ) {}

  /** A layer's input or parameter in the layer's element type. A tensor is cast once, whatever the number of its users. */
  for(layer: Layer, x: Tensor): Tensor {
    const type = elementType(layer, this.elements);
    if (x.dtype === type) return x;
    const found = this.done.get(x) ?? cast(this.graph, x, type);
    this.done.set(x, found);
    return found;
  }
}
