import type { BatchNormLayer } from '../../network/layer.js';
import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import { add, mul, realDiv } from '../ops/arithmetic.js';
import { normalizeBatch, type NormalizationInputs, type Normalized } from '../ops/batch-norm.js';
import { constant, scalar } from '../ops/constant.js';
import { rsqrt } from '../ops/pow.js';
import { reshape } from '../ops/reshape.js';
import { onlyInput, type Lowering, type RunningContext } from './context.js';

/**
 * Caffe's BatchNorm and Scale. In training it normalizes by the mean and variance of the batch and updates the running ones;
 * in tests it normalizes by the running ones. With several devices the batch is each device's part, and the first device updates
 * the running ones, as in Caffe and PyTorch.
 */
export const lowerBatchNorm: Lowering<BatchNormLayer> = (context, { layer, outputShape }, inputs) => {
  const { graph, parameter, running } = context;
  const x = onlyInput(inputs);
  const channels = outputShape.at(-1) ?? 0;
  const filled = (value: number) => constant(graph, { dtype: 'float32', shape: [channels], values: [value] });
  const scale = layer.affine ? parameter(`${layer.name}/scale`) : filled(1);
  const offset = layer.affine ? parameter(`${layer.name}/offset`) : filled(0);
  const all = { x, scale, offset, epsilon: layer.epsilon };
  const { isUsed, read, update } = running;
  if (isUsed) return normalizedByRunning(graph, all, layer.name, read);
  // The operation takes images only.
  const image = x.shape.length === 4 ? x : reshape(graph, x, [x.shape[0] ?? -1, 1, 1, channels]);
  const batch = normalizeBatch(graph, { ...all, x: image });
  if (update) updateRunning(graph, layer, { read, update }, batch);
  return x.shape.length === 4 ? batch.y : reshape(graph, batch.y, x.shape);
};

/**
 * x·a + b with a = γ / √(variance + ε) and b = β − mean·a. TensorFlow would fuse its own operation with a convolution before
 * it and an activation behind it, and has no kernels for some of these.
 */
function normalizedByRunning(
  graph: Graph,
  { x, scale, offset, epsilon }: NormalizationInputs,
  layer: string,
  read: RunningContext['read'],
): Tensor {
  const mean = read(`${layer}/running_mean`);
  const variance = read(`${layer}/running_variance`);
  const factor = mul(graph, scale, rsqrt(graph, add(graph, variance, scalar(graph, epsilon))));
  const shift = add(graph, offset, mul(graph, mul(graph, mean, factor), scalar(graph, -1)));
  return add(graph, mul(graph, x, factor), shift);
}

type Updating = { readonly [Key in 'read' | 'update']: NonNullable<RunningContext[Key]> };

/** running ← kept·running + share·batch. */
function updateRunning(
  graph: Graph,
  layer: BatchNormLayer,
  { read, update }: Updating,
  batch: Normalized,
): void {
  const { kept, share } = weightsOfAverage(graph, layer, { read, update });
  for (const statistic of ['mean', 'variance'] as const) {
    const name = `${layer.name}/running_${statistic}`;
    update(name, add(graph, mul(graph, read(name), kept), mul(graph, batch[statistic], share)));
  }
}

/**
 * The weights of the running average and of the batch, which add up to 1: f and 1 − f; or, as Caffe's `blobs_[2]` counts them,
 * f·w / (f·w + 1) and 1 / (f·w + 1), where w is the sum of the weights of all batches so far.
 */
function weightsOfAverage(
  graph: Graph,
  { name, movingAverage, fraction }: BatchNormLayer,
  { read, update }: Updating,
): { readonly kept: Tensor; readonly share: Tensor } {
  const one = (value: number) => constant(graph, { dtype: 'float32', shape: [1], values: [value] });
  if (movingAverage === 'plain') return { kept: one(fraction), share: one(1 - fraction) };
  const before = mul(graph, read(`${name}/running_weight`), one(fraction));
  const weight = add(graph, before, one(1));
  update(`${name}/running_weight`, weight);
  return { kept: realDiv(graph, before, weight), share: realDiv(graph, one(1), weight) };
}
