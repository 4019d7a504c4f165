import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/graph/compile.js';
import { scheduledLayers } from '../../../src/network/scheduled.js';
import { build, open } from './helpers/networks.js';
import { hash32 } from './helpers/numbers.js';

const BATCH = 2;

/** One 3×3 convolution with DropIn after another, one channel on 4×4 pixels. */
function deep(added: number) {
  return build(
    `
- block:
    conv: conv1
    outputs: 1
    kernel: 3
    pad: 1
    added: ${added}
    added_kernel: 3
    dropin: true
    activation: relu
    weight_filler: {type: msra}
- fc: {outputs: 2, weight_filler: {type: constant, value: 0}}`,
    [4, 4, 1],
    2,
    { transform: { scale: 1 / 255 }, solver: { iterations: 10, batch: BATCH, base_lr: 0.01 } },
  );
}

describe('a graph of thousands of nodes, written in parts', () => {
  it('loads and trains 200 added layers for a step from the loss of equal logits, at p = 0, 0.5 and 1', async () => {
    const built = deep(200);
    expect(compile(built.network, built.spec).graph.nodes.length).toBeGreaterThan(2000);
    const program = await open(built);
    const images = Uint8Array.from({ length: BATCH * 16 }, (_, i) => hash32(i, 1) & 255);
    const batch = { images, labels: Int32Array.of(0, 1) };
    for (const p of [0, 0.5, 1]) {
      // The last layer's weights are 0, so both logits are equal: the loss is ln 2.
      program.initialize(1);
      const copied = scheduledLayers(built.network).map(({ units }) => Math.ceil((1 - p) * units));
      const scalars = { learningRate: 0.01, iteration: 0, copied };
      expect(program.trainStep(batch, scalars).loss, `p = ${p}`).toBeCloseTo(Math.LN2, 6);
      expect(Number.isFinite(program.trainStep(batch, scalars).loss), `p = ${p}`).toBe(true);
    }
  });
});
