import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { scalarInt } from './constant.js';

export const InTopKV2: OpDefinition = {
  op: 'InTopKV2',
  inputs: ['float32', 'int32', 'int32'],
  outputs: 1,
  attrs: ['T'],
  gradient: 'none',
};

/** Whether each image's label is among its k highest scores: scores `[N, classes]`, labels `[N]`, result `[N]` of bool. */
export function inTopK(graph: Graph, scores: Tensor, labels: Tensor, k: number): Tensor {
  return graph.op(
    'InTopKV2',
    [scores, labels, scalarInt(graph, k)],
    { T: { type: 'int32' } },
    { dtype: 'bool', shape: labels.shape },
  );
}
