import type { TransformSpec } from '../spec/schema/spec.js';
import type { Graph } from './graph.js';
import type { Tensor } from './node.js';
import { mul } from './ops/arithmetic.js';
import { cast } from './ops/cast.js';
import { scalar } from './ops/constant.js';
import { decodeRaw } from './ops/decode-raw.js';
import { reshape } from './ops/reshape.js';

/** Images as fed, a scalar string of N·H·W·C bytes, to the network's input `[N, H, W, C]`; `count` −1: any N. */
export function transformImages(
  graph: Graph,
  bytes: Tensor,
  count: number,
  shape: readonly number[],
  transform: TransformSpec,
): Tensor {
  const pixels = cast(graph, reshape(graph, decodeRaw(graph, bytes), [count, ...shape]), 'float32');
  return transform.scale === 1 ? pixels : mul(graph, pixels, scalar(graph, transform.scale));
}
