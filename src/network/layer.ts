import type { ActivationName } from '../spec/schema/activation.js';
import type { Filler } from '../spec/schema/common.js';
import type { RatioRamp } from '../spec/schema/regularization.js';
import type { Pair } from './window.js';

/** Shape of one sample's output: `[H, W, C]`, or `[C]` after a fully connected layer. */
export type Shape = readonly number[];

/** Where a layer is in the spec, e.g. `['network', 3, 'block']`. Messages turn it into a line. */
export type SpecPath = readonly (string | number)[];

/** How a parameter is initialized and updated. */
export interface ParameterSettings {
  readonly filler: Filler;
  readonly lrMult: number;
  readonly decayMult: number;
}

/** A trained array of a layer. */
export interface Parameter extends ParameterSettings {
  /** `<layer>/weights` or `<layer>/biases`, also in checkpoints. */
  readonly name: string;
  /** Weights of a convolution `[height, width, C_in / groups, C_out]`, fully connected `[inputs, outputs]`; biases `[outputs]`. */
  readonly shape: Shape;
  /** Number of inputs of one output unit: fan_in of xavier and msra. */
  readonly fanIn: number;
}

/** An array that training keeps up to date beside the trained ones, and that tests read. */
export interface RunningArray {
  /** `<layer>/running_mean`, also in checkpoints. */
  readonly name: string;
  readonly shape: Shape;
  /** The initial value of every element. */
  readonly initial: number;
}

interface LayerBase {
  readonly name: string;
  /** Names of the layers whose outputs are the inputs, in the order that the layer type documents. */
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
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly pad: Pair;
  /** Distance between the pixels that neighbouring weights of a filter take; 1: no gaps. */
  readonly dilation: Pair;
  readonly groups: number;
  readonly weights: ParameterSettings;
  readonly biases: ParameterSettings | undefined;
}

export interface PoolLayer extends LayerBase {
  readonly type: 'pool';
  readonly pooling: 'max' | 'average';
  /** Undefined: the whole input (Caffe's global_pooling). */
  readonly kernel: Pair | undefined;
  readonly stride: Pair;
  readonly pad: Pair;
  readonly rounding: 'ceil' | 'floor';
}

export interface FcLayer extends LayerBase {
  readonly type: 'fc';
  readonly outputs: number;
  readonly weights: ParameterSettings;
  readonly biases: ParameterSettings | undefined;
}

/** A recurrent layer over the rows of its input. */
export interface RnnLayer extends LayerBase {
  readonly type: 'rnn';
  readonly cell: 'tanh' | 'lstm' | 'gru';
  readonly units: number;
  readonly output: 'sequence' | 'last';
  /** Of lstm. */
  readonly forgetBias: number;
  readonly weights: ParameterSettings;
  readonly recurrentWeights: ParameterSettings;
  readonly biases: ParameterSettings;
}

/** A function of each unit, by which the type is named. */
export type ActivationLayer = PlainActivationLayer | LeakyReluLayer;

export type PlainActivationLayer = {
  [Name in Exclude<ActivationName, 'leaky_relu'>]: LayerBase & { readonly type: Name };
}[Exclude<ActivationName, 'leaky_relu'>];

export interface LeakyReluLayer extends LayerBase {
  readonly type: 'leaky_relu';
  /** Slope for x < 0. */
  readonly negativeSlope: number;
}

/** Local response normalization over `size` channels, or over a window of `size` × `size`; α applies to the whole window. */
export interface LrnLayer extends LayerBase {
  readonly type: 'lrn';
  readonly region: 'across_channels' | 'within_channel';
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Normalizes each channel over the batch, or in tests by running statistics. */
export interface BatchNormLayer extends LayerBase {
  readonly type: 'batch_norm';
  readonly epsilon: number;
  /** f: what a step keeps of the running statistics. */
  readonly fraction: number;
  readonly movingAverage: 'normalized' | 'plain';
  /** Of the trained scale and offset; undefined if there are none. */
  readonly affine:
    { readonly initialScale: number; readonly lrMult: number; readonly decayMult: number } | undefined;
}

export interface DropoutLayer extends LayerBase {
  readonly type: 'dropout';
  /** Probability that a unit is set to 0 in training. */
  readonly ratio: number | RatioRamp;
}

export interface ResizeLayer extends LayerBase {
  readonly type: 'resize';
  /** Undefined: as the input's, like width and channels. */
  readonly height: number | undefined;
  readonly width: number | undefined;
  readonly channels: number | undefined;
  readonly method: 'nearest' | 'bilinear';
}

/** Gradual DropIn. Inputs: y_new, y_prev. */
export interface DropInLayer extends LayerBase {
  readonly type: 'dropin';
  /** d, in iterations. */
  readonly length: number;
  /** Iteration at which p starts to rise; undefined if the test curve decides it (`dropin.advance`). */
  readonly start: number | undefined;
}

/** DropIn with r ~ Bernoulli(ratio). Inputs: y_new, y_prev. */
export interface RegularizingDropInLayer extends LayerBase {
  readonly type: 'regularizing_dropin';
  /** p: the probability that a unit is taken from the new layer. */
  readonly ratio: number;
  /** Whether r is drawn for each image or once for the whole batch. */
  readonly draw: 'image' | 'batch';
}

/** DropIn over width: the first units are 0, fewer and fewer, until all are computed. */
export interface WidenLayer extends LayerBase {
  readonly type: 'widen';
  /** Fraction of the units that are computed from the start. */
  readonly initial: number;
  /** d, in iterations. */
  readonly length: number;
  /** Iteration at which p starts to rise. */
  readonly start: number;
}

/** Element-wise sum of two or more inputs. */
export interface AddLayer extends LayerBase {
  readonly type: 'add';
}

/** The channels of two or more inputs, one after another. */
export interface ConcatLayer extends LayerBase {
  readonly type: 'concat';
}

/** Inputs: T in [0, 1], H and x. Output: T·H + (1 − T)·x. */
export interface HighwayLayer extends LayerBase {
  readonly type: 'highway';
}

/** The branch of a residual unit, multiplied by b ~ Bernoulli(survival); in tests by the probability. */
export interface StochasticDepthLayer extends LayerBase {
  readonly type: 'stochastic_depth';
  /** Probability that the branch is present. */
  readonly survival: number;
  /** Whether b is drawn for each image or once for the whole batch. */
  readonly draw: 'image' | 'batch';
}

/** Input: the logits, `[classes]`. Output: the mean loss of the batch, `[]`. */
export interface SoftmaxLossLayer extends LayerBase {
  readonly type: 'softmax_loss';
}

/** Input: the logits, `[classes]`. Output: the fraction of the batch that is predicted correctly, `[]`. */
export interface AccuracyLayer extends LayerBase {
  readonly type: 'accuracy';
}

export type Layer =
  | InputLayer
  | ConvLayer
  | PoolLayer
  | FcLayer
  | RnnLayer
  | ActivationLayer
  | LrnLayer
  | BatchNormLayer
  | DropoutLayer
  | ResizeLayer
  | DropInLayer
  | RegularizingDropInLayer
  | WidenLayer
  | AddLayer
  | ConcatLayer
  | HighwayLayer
  | StochasticDepthLayer
  | SoftmaxLossLayer
  | AccuracyLayer;

export type LayerTypeName = Layer['type'];

/** A layer whose inputs have been resolved and whose shapes have been checked. */
export interface PlacedLayer<L extends Layer = Layer> {
  readonly layer: L;
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
  readonly parameters: readonly Parameter[];
  readonly running: readonly RunningArray[];
  /** Multiply-adds of the forward pass of one sample. */
  readonly multiplyAdds: number;
}

/** A directed acyclic graph of layers in topological order; `input` is the first. */
export interface Network {
  readonly layers: readonly PlacedLayer[];
  /** Shape of the stored images, before the crop: height, width, channels. */
  readonly imageShape: Shape;
  /** Shape of the images after the crop. */
  readonly inputShape: Shape;
  readonly classes: number;
}
