import type { Graph } from '../graph.js';
import type { Tensor, TensorShape } from '../node.js';
import type { OpDefinition } from '../op.js';
import { vectorInt } from './constant.js';

const attrs = ['dtype', 'T', 'Tseed'];

export const StatelessRandomUniform: OpDefinition = {
  op: 'StatelessRandomUniform',
  inputs: ['int32', 'int32'],
  outputs: 1,
  attrs,
  gradient: 'none',
};
export const StatelessRandomNormal: OpDefinition = {
  op: 'StatelessRandomNormal',
  inputs: ['int32', 'int32'],
  outputs: 1,
  attrs,
  gradient: 'none',
};

/** Random numbers, uniform in [0, 1) or standard normal. The same `seed` (`[2]` int32) gives the same numbers. */
export function random(graph: Graph, kind: 'Uniform' | 'Normal', shape: TensorShape, seed: Tensor): Tensor {
  const types = { dtype: { type: 'float32' }, T: { type: 'int32' }, Tseed: { type: 'int32' } } as const;
  return graph.op(`StatelessRandom${kind}`, [vectorInt(graph, shape), seed], {
    attrs: types,
    dtype: 'float32',
    shape,
  });
}
