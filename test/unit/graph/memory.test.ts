import { describe, expect, it } from 'vitest';
import type { CompiledGraph } from '../../../src/graph/compiled.js';
import { Graph } from '../../../src/graph/graph.js';
import { peakBytes } from '../../../src/graph/memory.js';
import type { Tensor } from '../../../src/graph/node.js';
import { mul } from '../../../src/graph/ops/arithmetic.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { reduce } from '../../../src/graph/ops/reduce.js';
import { skipChannels } from '../../../src/graph/ops/slice-pad.js';
import { reshape } from '../../../src/graph/ops/reshape.js';

/** The peak for 4 images of a graph with one input `[N, 8]`. A tensor of this shape takes 128 bytes. */
function peakOf(body: (graph: Graph, x: Tensor) => Tensor): number {
  const graph = new Graph();
  const signature = { inputs: {}, outputs: { y: body(graph, placeholder(graph, 'x', 'float32', [-1, 8])) } };
  const compiled = { graph, signatures: { train: signature } } as unknown as CompiledGraph;
  return peakBytes(signature, compiled, 4);
}

describe('peakBytes', () => {
  it('x: 128 bytes', () => {
    expect(peakOf((_, x) => x)).toBe(128);
  });

  it('x·x, x still needed: two tensors', () => {
    expect(peakOf((graph, x) => mul(graph, mul(graph, x, x), x))).toBe(256);
  });

  it('((x·x)·x)·x: a product overwrites the previous one, which nothing else needs', () => {
    expect(peakOf((graph, x) => mul(graph, mul(graph, mul(graph, x, x), x), x))).toBe(256);
  });

  it('x reshaped: the same memory, and 12 bytes for the shape', () => {
    expect(peakOf((graph, x) => reshape(graph, x, [-1, 4, 2]))).toBe(128 + 12);
  });

  it('x with channels skipped, a number known only when the step runs: counted as if none were skipped', () => {
    expect(peakOf((graph, x) => skipChannels(graph, x, placeholder(graph, 'n', 'int32', [])))).toBeLessThan(
      2 * 128 + 100,
    );
  });

  it('the same flattened, multiplied and reshaped back: no tensor takes more bytes than x', () => {
    const peak = peakOf((graph, x) => {
      const image = reshape(graph, x, [32, 1, 1]);
      const some = skipChannels(graph, image, placeholder(graph, 'n', 'int32', []));
      const flat = reshape(graph, some, [32, -1]);
      const back = reshape(graph, mul(graph, flat, flat), some.shape);
      return mul(graph, back, back);
    });
    expect(peak).toBeGreaterThan(2 * 128);
    expect(peak).toBeLessThan(2 * 128 + 100);
  });

  it('nodes that the output does not depend on are not counted', () => {
    expect(
      peakOf((graph, x) => {
        reduce(graph, 'Sum', mul(graph, x, x));
        return x;
      }),
    ).toBe(128);
  });
});
