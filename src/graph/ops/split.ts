import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { scalarInt } from './constant.js';
import { concat } from './concat.js';

export const Split: OpDefinition = {
  op: 'Split',
  inputs: ['int32', 'any'],
  outputs: -1,
  attrs: ['T', 'num_split'],
  gradient: (graph, _node, dy) => {
    const parts = dy.filter((part) => part !== undefined);
    return parts.length === dy.length ? [undefined, concat(graph, parts)] : [];
  },
};

/** Splits the last dimension into equal parts. */
export function split(graph: Graph, x: Tensor, parts: number): readonly Tensor[] {
  const axis = x.shape.length - 1;
  const shape = x.shape.map((dim, position) => (position === axis ? dim / parts : dim));
  const outputs = Array.from({ length: parts }, () => ({ dtype: x.dtype, shape }));
  return graph.add('Split', [scalarInt(graph, axis), x], {
    attrs: { T: { type: x.dtype }, num_split: { int: parts } },
    outputs,
  }).outputs;
}
