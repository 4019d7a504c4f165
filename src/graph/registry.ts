import type { OpDefinition } from './op.js';
import {
  Elu,
  EluGrad,
  Erf,
  Exp,
  LeakyRelu,
  LeakyReluGrad,
  Relu,
  ReluGrad,
  Sigmoid,
  SigmoidGrad,
  Tanh,
  TanhGrad,
} from './ops/activations.js';
import { ResourceApplyAdagradV2 } from './ops/adagrad.js';
import { ResourceApplyAdam } from './ops/adam.js';
import { AddN, AddV2, Minimum, Mul, RealDiv } from './ops/arithmetic.js';
import { FusedBatchNormGradV3, FusedBatchNormV3 } from './ops/batch-norm.js';
import { BiasAdd, BiasAddGrad } from './ops/bias-add.js';
import { Cast } from './ops/cast.js';
import { RestoreV2, SaveV2 } from './ops/checkpoint.js';
import { GreaterEqual, Less } from './ops/compare.js';
import { ConcatV2 } from './ops/concat.js';
import { Const } from './ops/constant.js';
import {
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
} from './ops/conv2d.js';
import { CropAndResize } from './ops/crop-and-resize.js';
import { DecodeRaw } from './ops/decode-raw.js';
import { ResourceApplyGradientDescent } from './ops/descent.js';
import { Fill } from './ops/fill.js';
import { Identity, NoOp } from './ops/identity.js';
import { L2Loss } from './ops/l2-loss.js';
import { LRN, LRNGrad } from './ops/lrn.js';
import { MatMul } from './ops/matmul.js';
import { ResourceApplyKerasMomentum } from './ops/momentum.js';
import { OneHot } from './ops/one-hot.js';
import { Placeholder, PlaceholderWithDefault } from './ops/placeholder.js';
import { AvgPool, AvgPoolGrad, MaxPool, MaxPoolGrad } from './ops/pool.js';
import { Pow, Rsqrt, Sqrt } from './ops/pow.js';
import { StatelessRandomNormal, StatelessRandomUniform } from './ops/random.js';
import { Range } from './ops/range.js';
import { Mean, Prod, Sum } from './ops/reduce.js';
import { Reshape } from './ops/reshape.js';
import {
  ResizeBilinear,
  ResizeBilinearGrad,
  ResizeNearestNeighbor,
  ResizeNearestNeighborGrad,
} from './ops/resize.js';
import { SelectV2 } from './ops/select.js';
import { Shape } from './ops/shape.js';
import { PadV2, Slice } from './ops/slice-pad.js';
import { SoftmaxCrossEntropyWithLogits, SparseSoftmaxCrossEntropyWithLogits } from './ops/softmax-loss.js';
import { Softmax } from './ops/softmax.js';
import { Split } from './ops/split.js';
import { Pack } from './ops/stack.js';
import {
  CreateSummaryFileWriter,
  FlushSummaryWriter,
  SummaryWriter,
  WriteScalarSummary,
} from './ops/summary.js';
import { Unpack } from './ops/unpack.js';
import { AssignVariableOp, ReadVariableOp, VarHandleOp } from './ops/variable.js';

/** Every TensorFlow operation that a compiled graph may contain. */
const definitions: readonly OpDefinition[] = [
  AddN,
  AddV2,
  AssignVariableOp,
  AvgPool,
  AvgPoolGrad,
  BiasAdd,
  BiasAddGrad,
  Cast,
  ConcatV2,
  Const,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  CreateSummaryFileWriter,
  CropAndResize,
  DecodeRaw,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  Elu,
  EluGrad,
  Erf,
  Exp,
  Fill,
  FlushSummaryWriter,
  FusedBatchNormGradV3,
  FusedBatchNormV3,
  GreaterEqual,
  Identity,
  LeakyRelu,
  LeakyReluGrad,
  Less,
  L2Loss,
  LRN,
  LRNGrad,
  MatMul,
  MaxPool,
  MaxPoolGrad,
  Mean,
  Minimum,
  Mul,
  NoOp,
  OneHot,
  Pack,
  PadV2,
  Placeholder,
  PlaceholderWithDefault,
  Pow,
  Prod,
  Range,
  ReadVariableOp,
  RealDiv,
  Relu,
  ReluGrad,
  Reshape,
  ResizeBilinear,
  ResizeBilinearGrad,
  ResizeNearestNeighbor,
  ResizeNearestNeighborGrad,
  ResourceApplyAdagradV2,
  ResourceApplyAdam,
  ResourceApplyGradientDescent,
  ResourceApplyKerasMomentum,
  RestoreV2,
  Rsqrt,
  SaveV2,
  SelectV2,
  Shape,
  Sigmoid,
  SigmoidGrad,
  Slice,
  Softmax,
  SoftmaxCrossEntropyWithLogits,
  SparseSoftmaxCrossEntropyWithLogits,
  Split,
  Sqrt,
  StatelessRandomNormal,
  StatelessRandomUniform,
  Sum,
  SummaryWriter,
  Tanh,
  TanhGrad,
  Unpack,
  VarHandleOp,
  WriteScalarSummary,
];

/**
 * Definitions by name.
 *
 * @throws {Error} if two have the same name (as in Caffe's layer registry).
 */
export function indexDefinitions(all: readonly OpDefinition[]): ReadonlyMap<string, OpDefinition> {
  const index = new Map<string, OpDefinition>();
  for (const definition of all) {
    if (index.has(definition.op)) throw new Error(`operation ${definition.op} is defined twice`);
    index.set(definition.op, definition);
  }
  return index;
}

export const operations = indexDefinitions(definitions);
