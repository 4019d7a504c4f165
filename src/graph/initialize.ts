import { createHash } from 'node:crypto';
import type { Parameter } from '../network/layer.js';
import type { Graph } from './graph.js';
import type { Tensor } from './node.js';
import { add, mul } from './ops/arithmetic.js';
import { scalar, scalarInt } from './ops/constant.js';
import { full } from './ops/fill.js';
import { random } from './ops/random.js';
import { pack } from './ops/stack.js';

/**
 * The initial value of a parameter (Caffe's `filler.hpp`).
 *
 * @param seed Scalar int32: the first half of the generator's seed. The second half comes from the parameter's name, so that
 *   layers of the same name have the same initial values in networks of any depth.
 */
export function initialValue(graph: Graph, { name, shape, filler, fanIn }: Parameter, seed: Tensor): Tensor {
  const draw = (kind: 'Uniform' | 'Normal') =>
    random(graph, kind, shape, pack(graph, [seed, scalarInt(graph, nameSeed(name))]));
  const affine = (x: Tensor, factor: number, offset: number) =>
    add(graph, mul(graph, x, scalar(graph, factor)), scalar(graph, offset));
  switch (filler.type) {
    case 'constant':
      return full(graph, shape, filler.value);
    case 'gaussian':
      return affine(draw('Normal'), filler.std, filler.mean);
    case 'msra':
      return affine(draw('Normal'), Math.sqrt(2 / fanIn), 0);
    case 'xavier': {
      const bound = Math.sqrt(3 / fanIn);
      return affine(draw('Uniform'), 2 * bound, -bound);
    }
  }
}

/** 32 bits of the SHA-256 of a name. */
export function nameSeed(name: string): number {
  return createHash('sha256').update(name).digest().readInt32LE(0);
}
