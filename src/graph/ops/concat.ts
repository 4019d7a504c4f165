import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';
import { scalarInt } from './constant.js';
import { slice } from './slice-pad.js';

export const ConcatV2: OpDefinition = {
  op: 'ConcatV2',
  inputs: ['any', 'rest'],
  outputs: 1,
  attrs: ['N', 'T', 'Tidx'],
  gradient: (graph, node, [dy]) => {
    if (!dy) return [];
    let offset = 0;
    return node.inputs.slice(0, -1).map((part) => {
      const begin = part.shape.map((_, axis) => (axis === part.shape.length - 1 ? offset : 0));
      offset += part.shape.at(-1) ?? 0;
      return slice(graph, dy, begin, part.shape);
    });
  },
};

/** Concatenates tensors along the last dimension. Adds no node for a single tensor. */
export function concat(graph: Graph, parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  if (!first) throw new Error('ConcatV2 needs at least one input');
  if (parts.length === 1) return first;
  const sizes = parts.map((part) => part.shape.at(-1) ?? 0);
  const channels = sizes.some((size) => size < 0) ? -1 : sizes.reduce((sum, size) => sum + size, 0);
  const attrs = { N: { int: parts.length }, T: { type: first.dtype }, Tidx: { type: 'int32' } } as const;
  const axis = scalarInt(graph, first.shape.length - 1);
  return graph.op('ConcatV2', [...parts, axis], {
    attrs,
    dtype: first.dtype,
    shape: [...first.shape.slice(0, -1), channels],
  });
}
