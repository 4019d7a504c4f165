import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backprop } from '../../../src/graph/backprop.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { reduce } from '../../../src/graph/ops/reduce.js';
import { lowerCase } from './helpers/layers.js';
import { runOnce } from './helpers/session.js';
import type { ActivationName } from '../../../src/spec/schema/activation.js';

interface Golden {
  readonly points: readonly number[];
  readonly negative_slope: number;
  readonly activations: Readonly<
    Record<ActivationName, { readonly values: readonly number[]; readonly derivatives: readonly number[] }>
  >;
}

/** From scripts/golden/layers.py. */
const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/golden/layers.json', import.meta.url), 'utf8'),
) as Golden;

function largestDifference(found: Iterable<number>, expected: readonly number[]): number {
  return Math.max(
    ...[...found].map((value, i) => Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!))),
  );
}

describe('values and derivatives of activations match PyTorch’s', () => {
  it.each(Object.keys(golden.activations) as ActivationName[])('%s', async (type) => {
    const { points, negative_slope: negativeSlope } = golden;
    const layer = type === 'leaky_relu' ? { type, name: 'f', negativeSlope } : { type, name: 'f' };
    const [values, derivatives] = await runOnce({ x: Float32Array.from(points) }, (graph) => {
      const x = placeholder(graph, 'x', 'float32', [1, points.length]);
      const y = lowerCase(graph, { name: type, image: [points.length], layers: [layer] }, { images: x });
      const [dx] = backprop(graph, reduce(graph, 'Sum', y), [x]);
      return { inputs: { x }, outputs: [y, dx!] };
    });
    const expected = golden.activations[type];
    expect(largestDifference(values!, expected.values)).toBeLessThan(5e-7);
    expect(largestDifference(derivatives!, expected.derivatives)).toBeLessThan(5e-7);
  });
});
