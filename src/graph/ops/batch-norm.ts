import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { constant } from './constant.js';

const attrs = ['T', 'U', 'epsilon', 'exponential_avg_factor', 'data_format', 'is_training'];

export const FusedBatchNormV3: OpDefinition = {
  op: 'FusedBatchNormV3',
  inputs: ['float32', 'float32', 'float32', 'float32', 'float32'],
  outputs: 6,
  attrs,
  gradient: (graph, node, [dy], [xWanted, scaleWanted, offsetWanted]) => {
    const [x, scale] = node.inputs;
    if (!x || !scale || !dy) return [];
    const kept = Object.fromEntries(
      Object.entries(node.attrs).filter(([name]) => FusedBatchNormGradV3.attrs.includes(name)),
    );
    const channels = { dtype: 'float32', shape: scale.shape } as const;
    const none = { dtype: 'float32', shape: [0] } as const;
    const { outputs } = graph.add('FusedBatchNormGradV3', [dy, x, scale, ...node.outputs.slice(3)], {
      attrs: kept,
      outputs: [{ dtype: 'float32', shape: x.shape }, channels, channels, none, none],
    });
    return [xWanted, scaleWanted, offsetWanted].map((wanted, i) => (wanted ? outputs[i] : undefined));
  },
};

export const FusedBatchNormGradV3: OpDefinition = {
  op: 'FusedBatchNormGradV3',
  inputs: ['float32', 'float32', 'float32', 'float32', 'float32', 'float32'],
  outputs: 5,
  attrs: attrs.filter((attr) => attr !== 'exponential_avg_factor'),
  gradient: 'none',
};

export interface NormalizationInputs {
  /** `[N, H, W, C]`. */
  readonly x: Tensor;
  /** γ and β, `[C]`. */
  readonly scale: Tensor;
  readonly offset: Tensor;
  readonly epsilon: number;
}

/** A batch and its statistics. */
export interface Normalized {
  readonly y: Tensor;
  /** Mean of each channel, `[C]`. */
  readonly mean: Tensor;
  /** Σ(x − mean)² / (m − 1) of each channel over its m values, `[C]`. Batches are normalized with 1/m. */
  readonly variance: Tensor;
}

/** γ·(x − μ) / √(σ² + ε) + β with the mean and variance of the batch. */
export function normalizeBatch(graph: Graph, { x, scale, offset, epsilon }: NormalizationInputs): Normalized {
  const none = constant(graph, { dtype: 'float32', shape: [0], values: [] });
  const channels = { dtype: 'float32', shape: scale.shape } as const;
  // The last three are for the gradient; the last is scratch memory of a GPU.
  const outputs = [
    { dtype: 'float32', shape: x.shape } as const,
    ...Array.from({ length: 4 }, () => channels),
    { dtype: 'float32', shape: [0] } as const,
  ];
  const node = graph.add('FusedBatchNormV3', [x, scale, offset, none, none], {
    attrs: {
      T: { type: 'float32' },
      U: { type: 'float32' },
      epsilon: { float: epsilon },
      exponential_avg_factor: { float: 1 },
      data_format: { string: 'NHWC' },
      is_training: { bool: true },
    },
    outputs,
  });
  const [y, mean, variance] = node.outputs;
  return { y: y!, mean: mean!, variance: variance! };
}
