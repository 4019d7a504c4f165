import { describe, expect, it } from 'vitest';
import type { StepBatch } from '../../../src/engine/program.js';
import { build, open } from './helpers/networks.js';

const batch: StepBatch = {
  images: Uint8Array.from({ length: 4 * 36 }, (_, i) => (i * 7919) % 251),
  labels: Int32Array.of(0, 1, 2, 1),
};

/** The loss of the first step at each iteration, from the same weights; and of a test. */
async function losses(ratio: string, iterations: readonly number[]) {
  const layers = `\n- fc: {outputs: 50}\n- dropout: {ratio: ${ratio}}\n- fc: {outputs: 3}`;
  const program = await open(build(layers, [6, 6, 1], 3, { transform: { scale: 1 / 256 } }));
  program.initialize(1);
  const trained = iterations.map(
    (iteration) => program.trainStep(batch, { learningRate: 0, iteration, copied: [] }).loss,
  );
  return { trained, tested: program.evaluate(batch, []).lossSum };
}

describe('dropout with a ramp', () => {
  it.each([
    [0, 0.2],
    [10, 0.2],
    [15, 0.375],
    [30, 0.9],
    [99, 0.9],
  ])('drops at iteration %d as dropout with ratio %d', async (iteration, ratio) => {
    const ramp = await losses('{from: 0.2, to: 0.9, length: 20, start: 10}', [iteration]);
    const constant = await losses(String(ratio), [iteration]);
    expect(ramp.trained[0]).toBeCloseTo(constant.trained[0]!, 5);
    expect(ramp.tested).toBe(constant.tested);
  });

  it('falls, too', async () => {
    const ramp = await losses('{from: 0.9, to: 0, length: 10}', [9, 10]);
    const [ninth, tenth] = [await losses('0.09', [9]), await losses('0', [10])];
    expect(ramp.trained[0]).toBeCloseTo(ninth.trained[0]!, 5);
    expect(ramp.trained[1]).toBeCloseTo(tenth.trained[0]!, 5);
  });
});
