import type { Filler } from '../spec/schema/common.js';

/** Shape of one sample's output: `[H, W, C]`, or `[C]` after a fully connected layer. */
export type Shape = readonly number[];

/** Where in the spec a layer was written, e.g. `['network', 3, 'block']`, for messages with a line. */
export type SpecPath = readonly (string | number)[];

/** How a parameter begins and learns. */
export interface ParameterSettings {
  readonly filler: Filler;
  readonly lrMult: number;
  readonly decayMult: number;
}

/** A trained array of a layer. */
export interface Parameter extends ParameterSettings {
  /** `<layer>/weights` or `<layer>/biases`: its name in checkpoints too. */
  readonly name: string;
  /** Convolution weights `[kernel, kernel, C_in / groups, C_out]`, fully connected `[inputs, outputs]`, biases `[outputs]`. */
  readonly shape: Shape;
  /** Inputs that one output unit sums over: xavier's and msra's fan_in. */
  readonly fanIn: number;
}

interface LayerBase {
  readonly name: string;
  /** Names of the layers whose outputs it takes, in the order that its type documents. */
  readonly inputs: readonly string[];
  readonly path: SpecPath;
}

/** The image after the transform, `[H, W, C]`. */
export interface InputLayer extends LayerBase {
  readonly type: 'input';
  readonly shape: Shape;
}

export interface ConvLayer extends LayerBase {
  readonly type: 'conv';
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly groups: number;
  readonly weights: ParameterSettings;
  readonly biases: ParameterSettings | undefined;
}

export interface PoolLayer extends LayerBase {
  readonly type: 'pool';
  readonly pooling: 'max' | 'average';
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly rounding: 'ceil' | 'floor';
}

export interface FcLayer extends LayerBase {
  readonly type: 'fc';
  readonly outputs: number;
  readonly weights: ParameterSettings;
  readonly biases: ParameterSettings | undefined;
}

export interface ReluLayer extends LayerBase {
  readonly type: 'relu';
}

export interface ResizeLayer extends LayerBase {
  readonly type: 'resize';
  /** Undefined: as in the input. */
  readonly height: number | undefined;
  readonly width: number | undefined;
  readonly channels: number | undefined;
  readonly method: 'nearest' | 'bilinear';
}

/** Inputs: y_new, y_prev. */
export interface DropInLayer extends LayerBase {
  readonly type: 'dropin';
  /** d, in iterations. */
  readonly length: number;
  /** Iteration at which p begins to rise. */
  readonly start: number;
}

/** Input: the scores, `[classes]`. Output: the mean loss of the batch, `[]`. */
export interface SoftmaxLossLayer extends LayerBase {
  readonly type: 'softmax_loss';
}

/** Input: the scores, `[classes]`. Output: the fraction of the batch that is right, `[]`. */
export interface AccuracyLayer extends LayerBase {
  readonly type: 'accuracy';
}

export type Layer =
  | InputLayer
  | ConvLayer
  | PoolLayer
  | FcLayer
  | ReluLayer
  | ResizeLayer
  | DropInLayer
  | SoftmaxLossLayer
  | AccuracyLayer;

export type LayerTypeName = Layer['type'];

/** A layer whose shapes have been checked. */
export interface PlacedLayer<L extends Layer = Layer> {
  readonly layer: L;
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
  readonly parameters: readonly Parameter[];
  /** Multiplications with an addition, one sample, forward. */
  readonly multiplyAdds: number;
}

/** A directed acyclic graph of layers in an order in which every layer follows its inputs; `input` is first. */
export interface Network {
  readonly layers: readonly PlacedLayer[];
  readonly inputShape: Shape;
  readonly classes: number;
}
