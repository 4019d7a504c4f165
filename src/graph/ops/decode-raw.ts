import type { Graph } from '../graph.js';
import type { Tensor } from '../node.js';
import type { OpDefinition } from '../op.js';

export const DecodeRaw: OpDefinition = {
  op: 'DecodeRaw',
  inputs: ['string'],
  outputs: 1,
  attrs: ['out_type'],
  gradient: 'none',
};

/** The bytes of a scalar string: `[length]` uint8. */
export function decodeRaw(graph: Graph, bytes: Tensor): Tensor {
  return graph.op('DecodeRaw', [bytes], {
    attrs: { out_type: { type: 'uint8' } },
    dtype: 'uint8',
    shape: [-1],
  });
}
