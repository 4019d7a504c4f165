import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointShapes, filled, readCheckpoint, writeCheckpoint } from './helpers/checkpoint.js';
import { build, folder, open } from './helpers/networks.js';

interface Golden {
  readonly rate: number;
  readonly pixels: readonly (readonly (readonly number[])[])[];
  readonly labels: readonly (readonly number[])[];
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
  readonly cases: Readonly<
    Record<
      string,
      {
        readonly solver: Readonly<Record<string, unknown>>;
        readonly losses: readonly number[];
        readonly weights: readonly number[];
        readonly biases: readonly number[];
      }
    >
  >;
}

/** From scripts/golden/solvers.py. */
const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/golden/solvers.json', import.meta.url), 'utf8'),
) as Golden;
const start: Readonly<Record<string, readonly number[]>> = {
  'fc/weights': golden.weights.flat(),
  'fc/biases': golden.biases,
};

/** Six steps from the golden weights, with a checkpoint and a new session after the third. */
async function trained(solver: Readonly<Record<string, unknown>>) {
  const built = build(`\n- fc: {name: fc, outputs: 3, bias_lr_mult: 1}`, [1, 1, 4], 3, {
    transform: { scale: 1 / 255 },
    solver: { iterations: 6, batch: 2, base_lr: golden.rate, ...solver },
  });
  const shapes = checkpointShapes(built);
  const prefix = join(folder(), 'checkpoint');
  const values = filled(shapes, (name) => (start[name] ? Float32Array.from(start[name]) : undefined));
  await writeCheckpoint(prefix, shapes, values);
  const losses: number[] = [];
  for (const half of [0, 1]) {
    const program = await open(built);
    program.restore(prefix);
    for (let step = 3 * half; step < 3 * half + 3; step++) {
      const images = Uint8Array.from(golden.pixels[step % golden.pixels.length]!.flat());
      const labels = Int32Array.from(golden.labels[step % golden.labels.length]!);
      const scalars = { learningRate: golden.rate, iteration: step, copied: [] };
      losses.push(program.trainStep({ images, labels }, scalars).loss);
    }
    program.save(prefix);
  }
  return { losses, state: await readCheckpoint(prefix, shapes) };
}

function largestDifference(found: Iterable<number>, expected: readonly number[]): number {
  return Math.max(...[...found].map((value, i) => Math.abs(value - expected[i]!)));
}

/** AdamW uses β2 = 0.999. TensorFlow rounds 1 − β2^t in float32: 3e-5 of the first steps. */
const TOLERANCE: Readonly<Record<string, number>> = { adamw: 1e-5 };

describe('six steps, saved and restored after the third, match PyTorch’s', () => {
  it.each(Object.keys(golden.cases))('%s', async (name) => {
    const expected = golden.cases[name]!;
    const { losses, state } = await trained(expected.solver);
    const tolerance = TOLERANCE[name] ?? 2e-6;
    expect(losses).toHaveLength(6);
    expect(largestDifference(losses, expected.losses)).toBeLessThan(tolerance);
    expect(largestDifference(state['fc/weights']!, expected.weights)).toBeLessThan(tolerance);
    expect(largestDifference(state['fc/biases']!, expected.biases)).toBeLessThan(tolerance);
  });
});
