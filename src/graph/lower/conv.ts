import type { ConvLayer, PlacedLayer } from '../../network/layer.js';
import { isDepthwise } from '../../network/layers/conv.js';
import type { Tensor } from '../node.js';
import { biasAdd } from '../ops/bias-add.js';
import { concat } from '../ops/concat.js';
import { conv2d, depthwiseConv2d } from '../ops/conv2d.js';
import { reshape } from '../ops/reshape.js';
import { padChannels, skipChannels } from '../ops/slice-pad.js';
import { split } from '../ops/split.js';
import { onlyInput, type LowerContext, type Lowering } from './context.js';
import { dilated } from './dilate.js';

/** A skipping convolution outputs only the last channels. If it has groups, it outputs zeros for the skipped channels. */
export const lowerConv: Lowering<ConvLayer> = (context, placed, inputs) => {
  const { graph, parameter, skipped } = context;
  const { layer } = placed;
  const weights = dilated(graph, parameter(`${layer.name}/weights`), layer.dilation);
  const convolve = isDepthwise(placed) ? depthwise : grouped;
  const y = convolve(context, placed, onlyInput(inputs), weights);
  if (!layer.biases) return y;
  const counts = skipped(layer.name);
  const biases = parameter(`${layer.name}/biases`);
  return biasAdd(graph, y, counts && layer.groups === 1 ? skipChannels(graph, biases, counts[0]!) : biases);
};

/** Convolves each group separately, because TensorFlow's CPU kernels have no gradient for grouped convolution. */
function grouped(
  { graph, skipped }: LowerContext,
  { layer, outputShape }: PlacedLayer<ConvLayer>,
  x: Tensor,
  weights: Tensor,
): Tensor {
  const { stride, pad, groups } = layer;
  const counts = skipped(layer.name);
  const filters = groups === 1 ? [weights] : split(graph, weights, groups);
  const parts = groups === 1 ? [x] : split(graph, x, groups);
  const outputs = filters.map((filter, group) => {
    const count = counts?.[group];
    if (!count) return conv2d(graph, parts[group]!, filter, { stride, pad });
    const computed = conv2d(graph, parts[group]!, skipChannels(graph, filter, count), { stride, pad });
    return groups === 1 ? computed : padChannels(graph, computed, count, outputShape.at(-1)! / groups);
  });
  return concat(graph, outputs);
}

/** The outputs of each channel's filters follow one another, as those of groups do. */
function depthwise(
  { graph }: LowerContext,
  { layer }: PlacedLayer<ConvLayer>,
  x: Tensor,
  weights: Tensor,
): Tensor {
  const [rows = 1, columns = 1] = weights.shape;
  const { groups, outputs, stride, pad } = layer;
  const filter = reshape(graph, weights, [rows, columns, groups, outputs / groups]);
  return depthwiseConv2d(graph, x, filter, { stride, pad });
}
