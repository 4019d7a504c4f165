import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/graph/compile.js';
import { graphDigest } from '../../../src/graph/digest.js';
import { displayName } from '../../../src/network/wiring.js';
import { scheduledLayers } from '../../../src/network/scheduled.js';
import {
  checkpointShapes,
  filled,
  readCheckpoint,
  writeCheckpoint,
  type Arrays,
} from './helpers/checkpoint.js';
import { build, folder, open, type Built } from './helpers/networks.js';
import { hash32 } from './helpers/numbers.js';

const norms = { norms: { interval: 1 } };
const l2 = (...arrays: readonly (readonly number[] | Float32Array)[]) =>
  Math.sqrt(arrays.flatMap((array) => [...array]).reduce((sum, value) => sum + value * value, 0));

it('measures softmax regression as plain arithmetic does: logits, ∇L, lr·(∇L + λW), W', async () => {
  const solver = { iterations: 3, batch: 2, base_lr: 1, momentum: 0, weight_decay: 0.1 };
  const built = build('- fc: {name: fc, outputs: 2, bias_lr_mult: 3, bias_decay_mult: 0}', [1, 1, 2], 2, {
    ...{ transform: { scale: 1 / 255 }, solver },
    ...norms,
  });
  const W = [0.5, -0.25, 0.75, 1];
  const b = [0.1, -0.2];
  const shapes = checkpointShapes(built);
  const prefix = join(folder(), 'checkpoint');
  const start = filled(shapes, (name) =>
    name === 'fc/weights' ? Float32Array.from(W) : name === 'fc/biases' ? Float32Array.from(b) : undefined,
  );
  await writeCheckpoint(prefix, shapes, start);
  const program = await open(built);
  program.restore(prefix);

  const [dW, db, logits] = [[0, 0, 0, 0], [0, 0], [] as number[]];
  const images = [255, 0, 51, 204];
  const labels = [0, 1];
  labels.forEach((label, n) => {
    const x = [images[2 * n]! / 255, images[2 * n + 1]! / 255];
    const scores = [0, 1].map((m) => x[0]! * W[m]! + x[1]! * W[2 + m]! + b[m]!);
    const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
    scores.forEach((score, m) => {
      const dScore = (Math.exp(score) / sum - (m === label ? 1 : 0)) / 2;
      db[m]! += dScore;
      dW[m]! += x[0]! * dScore;
      dW[2 + m]! += x[1]! * dScore;
      logits.push(score);
    });
  });
  const batch = { images: Uint8Array.from(images), labels: Int32Array.from(labels) };
  const measured = program.measuredStep(batch, { learningRate: 0.5, iteration: 0, copied: [] }).norms;
  const close = (value: number) => expect.closeTo(value, 6) as number;
  expect(measured).toEqual([
    {
      layer: 'fc',
      activation: close(l2(logits) / 2),
      gradient: close(l2(dW, db)),
      update: close(
        l2(
          dW.map((d, i) => 0.5 * (d + 0.1 * W[i]!)),
          db.map((d) => 1.5 * d),
        ),
      ),
      weight: close(l2(W, b)),
    },
  ]);
});

/** A convolution, an added one with batch normalization, and a fully connected layer. */
function grown(more: Record<string, unknown>, type = 'sgd'): Built {
  const solver = { iterations: 10, batch: 4, base_lr: 0.05, type, weight_decay: 0.01, clip_gradients: 1 };
  return build(
    `
- block: {conv: conv1, outputs: 3, kernel: 3, pad: 1, added: 1, dropin: true, activation: relu, batch_norm: true}
- fc: {name: fc2, outputs: 3}`,
    [4, 4, 1],
    3,
    { ...{ transform: { scale: 1 / 255 }, dropin: { length: 10 }, solver }, ...more },
  );
}

const batch = {
  images: Uint8Array.from({ length: 4 * 16 }, (_, i) => hash32(i, 1) & 255),
  labels: Int32Array.of(0, 1, 2, 0),
};

function stepAt({ network }: Built, ratio: number, iteration: number) {
  const copied = scheduledLayers(network).map(({ units }) => Math.ceil((1 - ratio) * units));
  return { learningRate: 0.05, iteration, copied };
}

/** The L2 norm of each layer's parameters in a checkpoint, or of their difference from another. */
function normsOf(state: Arrays, built: Built, before?: Arrays): Record<string, number> {
  const names = built.network.layers.flatMap(({ parameters }) => parameters.map(({ name }) => name));
  const layers = [...new Set(names.map(displayName))];
  return Object.fromEntries(
    layers.map((layer) => {
      const own = names.filter((name) => displayName(name) === layer);
      return [layer, l2(...own.map((name) => state[name]!.map((x, i) => x - (before?.[name]![i] ?? 0))))];
    }),
  );
}

describe('measured steps of a growing network', () => {
  it.each(['sgd', 'adam'])(
    'train the same bits as others, and give the norms of checkpoints (%s)',
    async (type) => {
      const built = grown(norms, type);
      const shapes = checkpointShapes(built);
      const [measured, plain] = [await open(built), await open(grown({}, type))];
      const at = folder();
      const [a, b] = [join(at, 'a'), join(at, 'b')];
      for (const program of [measured, plain]) program.initialize(1);
      measured.save(a);
      let before = await readCheckpoint(a, shapes);
      for (const [iteration, ratio] of [0, 0.5, 1].entries()) {
        const scalars = stepAt(built, ratio, iteration);
        const { norms: found, ...result } = measured.measuredStep(batch, scalars);
        expect(plain.trainStep(batch, scalars)).toEqual(result);
        measured.save(a);
        plain.save(b);
        const data = (prefix: string) => readFileSync(`${prefix}.data-00000-of-00001`);
        expect(data(a).equals(data(b))).toBe(true);
        const after = await readCheckpoint(a, shapes);
        const by = (norm: 'update' | 'weight') =>
          Object.fromEntries(found.map((one) => [one.layer, one[norm]]));
        const expected = { weight: normsOf(before, built), update: normsOf(after, built, before) };
        for (const norm of ['weight', 'update'] as const)
          for (const [layer, value] of Object.entries(expected[norm]))
            expect(by(norm)[layer], `${norm} of ${layer} at p = ${ratio}`).toBeCloseTo(value, 4);
        before = after;
      }
    },
  );

  it('find no gradient in a layer that is all copied, and some when it is not', async () => {
    const built = grown(norms);
    const program = await open(built);
    program.initialize(1);
    const gradientAt = (ratio: number) =>
      program.measuredStep(batch, stepAt(built, ratio, 0)).norms.find(({ layer }) => layer === 'conv1_2')!
        .gradient;
    expect(gradientAt(0)).toBe(0);
    expect(gradientAt(0.5)).toBeGreaterThan(0);
    expect(gradientAt(1)).toBeGreaterThan(0);
  });

  it('find the slope of the loss along the gradient: its L2 norm, by finite differences', async () => {
    const solver = { iterations: 1, batch: 4, base_lr: 1, momentum: 0 };
    const layers = `
- conv: {name: conv1, outputs: 3, kernel: 3, pad: 1, activation: tanh, bias: false}
- fc: {name: fc2, outputs: 3, bias: false}`;
    const built = build(layers, [4, 4, 1], 3, { transform: { scale: 1 / 255 }, solver, ...norms });
    const program = await open(built);
    const lossAfter = (learningRate: number) => {
      program.initialize(1);
      program.trainStep(batch, { learningRate, iteration: 0, copied: [] });
      return program.evaluate(batch, []).lossSum / 4;
    };
    // A step of plain descent moves the weights by −lr·g, so the loss changes by −lr·|g|².
    const h = 0.01;
    const slope = (lossAfter(-h) - lossAfter(h)) / (2 * h);
    program.initialize(1);
    const measured = program.measuredStep(batch, { learningRate: 0, iteration: 0, copied: [] }).norms;
    expect(l2(measured.map(({ gradient }) => gradient)) ** 2).toBeCloseTo(slope, 3);
    expect(measured.map(({ update }) => update)).toEqual([0, 0]);
  });

  it('are not compiled without the field, and change nothing that a run computes', () => {
    const [plain, measured] = [grown({}), grown(norms)];
    const of = ({ network, spec }: Built) => compile(network, spec);
    expect(of(plain).norms).toBeUndefined();
    expect(of(plain).graph.nodes.some(({ name }) => name.includes('norms'))).toBe(false);
    expect(graphDigest(of(measured))).toBe(graphDigest(of(plain)));
  });
});
