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

/** The peak of a graph whose one input is `[N, 8]`, for 4 images: 128 bytes a tensor of its shape. */
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

  it('((x·x)·x)·x: a product is written over the one that nothing else needs', () => {
    expect(peakOf((graph, x) => mul(graph, mul(graph, mul(graph, x, x), x), x))).toBe(256);
  });

  it('x reshaped: the same memory, and 12 bytes for the shape', () => {
    expect(peakOf((graph, x) => reshape(graph, x, [-1, 4, 2]))).toBe(128 + 12);
  });

  it('x without channels that are left out, known only in the step: counted as if none were', () => {
    expect(peakOf((graph, x) => skipChannels(graph, x, placeholder(graph, 'n', 'int32', [])))).toBeLessThan(
      2 * 128 + 100,
    );
  });

  it('the same flattened, multiplied and put back into shape: none of more bytes than x', () => {
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

  it('what the output does not depend on is not counted', () => {
    expect(
      peakOf((graph, x) => {
        reduce(graph, 'Sum', mul(graph, x, x));
        return x;
      }),
    ).toBe(128);
  });
});
