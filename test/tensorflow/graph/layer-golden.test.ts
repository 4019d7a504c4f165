import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { elementCount } from '../../../src/common/shapes.js';
import { backprop } from '../../../src/graph/backprop.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { reduce } from '../../../src/graph/ops/reduce.js';
import { checkpointShapes, filled, readCheckpoint, writeCheckpoint } from './helpers/checkpoint.js';
import { lowerCase } from './helpers/layers.js';
import { build, folder, open } from './helpers/networks.js';
import { hash32, uniform } from './helpers/numbers.js';
import { runOnce } from './helpers/session.js';
import type { ActivationName } from '../../../src/spec/schema/activation.js';

interface Golden {
  readonly points: readonly number[];
  readonly negative_slope: number;
  readonly activations: Readonly<
    Record<ActivationName, { readonly values: readonly number[]; readonly derivatives: readonly number[] }>
  >;
  readonly image: readonly [number, number, number];
  readonly classes: number;
  readonly batch: number;
  readonly solver: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, GoldenNetwork>>;
}

/** Steps of a network, with a test pass over the last batch after each. */
interface GoldenNetwork {
  readonly network: string;
  readonly copied: readonly number[];
  /** More fields of the spec. */
  readonly more: Readonly<Record<string, unknown>>;
  readonly start: Readonly<Record<string, ArrayFormula>>;
  readonly losses: readonly number[];
  /** Sums over the batch. */
  readonly test_losses: readonly number[];
  readonly arrays: Readonly<Record<string, readonly number[]>>;
}

interface ArrayFormula {
  readonly shape: readonly number[];
  readonly bound: number;
  readonly center: number;
  readonly stream: number;
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

const [PIXEL_STREAM, LABEL_STREAM] = [9002, 9003];

function batchOf(step: number): { images: Uint8Array; labels: Int32Array } {
  const { batch, classes } = golden;
  const pixels = batch * elementCount(golden.image);
  return {
    images: Uint8Array.from({ length: pixels }, (_, i) => hash32(step * pixels + i, PIXEL_STREAM) >>> 24),
    labels: Int32Array.from({ length: batch }, (_, i) => hash32(step * batch + i, LABEL_STREAM) % classes),
  };
}

function valuesOf({ shape, bound, center, stream }: ArrayFormula): Float32Array {
  return uniform(elementCount(shape), bound, stream).map((value) => value + center);
}

/** Runs the golden steps, with a checkpoint and a new session after the third. */
async function trained({ network, copied, more, start, losses: { length } }: GoldenNetwork) {
  const built = build(network, golden.image, golden.classes, {
    transform: { scale: 1 / 256 },
    dropin: { length: 10 },
    solver: { iterations: 5, batch: golden.batch, ...golden.solver },
    ...more,
  });
  const shapes = checkpointShapes(built);
  const initial = new Map(
    built.network.layers.flatMap(({ running }) => running).map((array) => [array.name, array]),
  );
  const prefix = join(folder(), 'checkpoint');
  const values = filled(shapes, (name, shape) => {
    const running = initial.get(name);
    if (running !== undefined) return new Float32Array(elementCount(shape)).fill(running.initial);
    return start[name] && valuesOf(start[name]);
  });
  await writeCheckpoint(prefix, shapes, values);
  const [losses, tests]: [number[], number[]] = [[], []];
  for (const steps of [
    [0, 1, 2],
    [3, 4],
  ]) {
    const program = await open(built);
    program.restore(prefix);
    for (const iteration of steps) {
      const scalars = { learningRate: Number(golden.solver.base_lr), iteration, copied };
      losses.push(program.trainStep(batchOf(iteration), scalars).loss);
      tests.push(program.evaluate(batchOf(length), copied).lossSum);
    }
    program.save(prefix);
  }
  const names = built.network.layers.flatMap(({ parameters, running }) => [...parameters, ...running]);
  return { losses, tests, names: names.map(({ name }) => name), state: await readCheckpoint(prefix, shapes) };
}

describe('training steps and test passes of small networks match PyTorch’s', () => {
  it.each(Object.keys(golden.networks))('%s', async (name) => {
    const expected = golden.networks[name]!;
    const { losses, tests, names, state } = await trained(expected);
    expect(largestDifference(losses, expected.losses)).toBeLessThan(2e-6);
    expect(largestDifference(tests, expected.test_losses)).toBeLessThan(5e-6);
    expect([...names].sort()).toEqual(Object.keys(expected.arrays).sort());
    for (const array of names)
      expect(largestDifference(state[array]!, expected.arrays[array]!), array).toBeLessThan(1e-5);
  });
});
