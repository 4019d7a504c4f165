import type { ConvLayer } from '../../network/layer.js';
import { biasAdd } from '../ops/bias-add.js';
import { concat } from '../ops/concat.js';
import { conv2d } from '../ops/conv2d.js';
import { padChannels, skipChannels } from '../ops/slice-pad.js';
import { split } from '../ops/split.js';
import { onlyInput, type Lowering } from './context.js';

/**
 * Convolves each group separately, because TensorFlow's CPU kernels have no gradient for grouped convolution.
 *
 * A skipping convolution outputs only the last channels. If it has groups, it outputs zeros for the skipped channels.
 */
export const lowerConv: Lowering<ConvLayer> = (
  { graph, parameter, skipped },
  { layer, outputShape },
  inputs,
) => {
  const { stride, pad, groups } = layer;
  const x = onlyInput(inputs);
  const weights = parameter(`${layer.name}/weights`);
  const counts = skipped(layer.name);
  const filters = groups === 1 ? [weights] : split(graph, weights, groups);
  const parts = groups === 1 ? [x] : split(graph, x, groups);
  const outputs = filters.map((filter, group) => {
    const count = counts?.[group];
    if (!count) return conv2d(graph, parts[group]!, filter, { stride, pad });
    const computed = conv2d(graph, parts[group]!, skipChannels(graph, filter, count), { stride, pad });
    return groups === 1 ? computed : padChannels(graph, computed, count, outputShape.at(-1)! / groups);
  });
  const y = concat(graph, outputs);
  if (!layer.biases) return y;
  const biases = parameter(`${layer.name}/biases`);
  return biasAdd(graph, y, counts && groups === 1 ? skipChannels(graph, biases, counts[0]!) : biases);
};
