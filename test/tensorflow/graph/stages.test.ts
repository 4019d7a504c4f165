import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSession } from '../../../src/engine/session.js';
import { compile, withWarmStart } from '../../../src/graph/compile.js';
import { nodesOf } from '../../../src/graph/signature-nodes.js';
import { skippedChannels, skippingConvs } from '../../../src/graph/skipping.js';
import { stepSuffix, type StepSuffix } from '../../../src/graph/step-kind.js';
import { copiedUnits } from '../../../src/network/dropin-schedule.js';
import { withoutAbsent } from '../../../src/network/reach.js';
import { scheduledLayers } from '../../../src/network/scheduled.js';
import { stages } from '../../../src/network/stages.js';
import { checkpointShapes, readCheckpoint } from './helpers/checkpoint.js';
import { build, folder, open, type Built } from './helpers/networks.js';
import { hash32 } from './helpers/numbers.js';

const BATCH = 4;

/** Two blocks whose four DropIns begin at 10, 20, 30 and 40. */
function growing(settings: string, solver: object): Built {
  const block = `outputs: 8, kernel: 3, pad: 1, added: 2, added_kernel: 3, activation: relu, ${settings}`;
  return build(
    `
- block: {conv: a, ${block}}
- pool: {type: max, kernel: 2, stride: 2}
- block: {conv: b, ${block}}
- fc: {outputs: 6}`,
    [8, 8, 3],
    6,
    {
      dropin: { length: 4, start: 10, stagger: 10 },
      transform: { scale: 1 / 255 },
      solver: { iterations: 100, batch: BATCH, base_lr: 0.01, ...solver },
    },
  );
}

const networks = {
  'momentum and weight decay': growing('', { weight_decay: 0.01 }),
  'batch normalization and Adam': growing('batch_norm: {}', { type: 'adam', base_lr: 0.001 }),
  'iter_size and clipped gradients': growing('', { iter_size: 2, clip_gradients: 0.5 }),
};

/** Three steps from the same weights, with the signatures of the suffix; the losses, a test and the arrays afterwards. */
async function trained({ network, spec }: Built, iteration: number, suffix: StepSuffix) {
  const session = await openSession(withWarmStart(compile(network, spec), []));
  onTestFinished(() => {
    session.dispose();
  });
  const copied = scheduledLayers(network).map((layer) => copiedUnits(iteration, layer, layer.units));
  const feeds = {
    images: Uint8Array.from({ length: BATCH * 8 * 8 * 3 }, (_, i) => hash32(i, 1) & 255),
    labels: Int32Array.of(3, 1, 4, 1),
    learning_rate: Float32Array.of(0.01),
    iteration: Int32Array.of(iteration),
    copied: Int32Array.from(copied),
    skipped: skippedChannels(skippingConvs(network), copied),
  };
  session.run('init', { seed: Int32Array.of(1) });
  const losses = [0, 1, 2].flatMap(() => {
    const first = spec.solver.iter_size > 1 ? [...session.run(`accumulate${suffix}`, feeds)] : [];
    return [...first, ...session.run(`train${suffix}`, feeds)];
  });
  const prefix = join(folder(), 'checkpoint');
  session.run('save', { prefix });
  return {
    losses,
    sums: [...session.run(`evaluate${suffix}`, feeds)],
    state: await readCheckpoint(prefix, checkpointShapes({ network, spec })),
  };
}

describe.each(Object.entries(networks))('a step without the DropIns that have not begun: %s', (_, built) => {
  it.each([
    [3, '_stage0', 4],
    [23, '_stage2', 2],
  ] as const)('gives the same bits at iteration %i', async (iteration, suffix, absent) => {
    const { network } = built;
    const copied = scheduledLayers(network).map((layer) => copiedUnits(iteration, layer, layer.units));
    expect(stepSuffix(network, stages(network))(copied)).toBe(suffix);
    expect(stages(network)[Number(suffix.slice(-1))]!.absent.size).toBe(absent);
    expect(await trained(built, iteration, suffix)).toEqual(await trained(built, iteration, ''));
  });

  it('runs fewer operations', () => {
    const { graph, signatures, stages: compiled } = compile(built.network, built.spec);
    const counts = ['train_stage0', 'train_stage2', 'train'].map((name) => {
      const all: Readonly<Record<string, typeof signatures.train>> = {
        ...signatures,
        ...compiled.signatures,
      };
      return nodesOf(all[name]!, graph).filter(({ op }) => op.startsWith('Conv2DBackprop')).length;
    });
    // Of the 6 convolutions the first has no gradient of its input.
    expect(counts).toEqual([3, 7, 11]);
  });
});

it('a test of the network without absent layers gives the same logits', async () => {
  const built = networks['batch normalization and Adam'];
  const { network, spec } = built;
  const grown = withoutAbsent(network, stages(network)[1]!.absent);
  const [whole, part] = [await open(built), await open({ network: grown, spec })];
  const images = Uint8Array.from({ length: BATCH * 8 * 8 * 3 }, (_, i) => hash32(i, 1) & 255);
  const batch = { images, labels: Int32Array.of(3, 1, 4, 1) };
  const copiedOf = (of: Built['network']) =>
    scheduledLayers(of).map((layer) => copiedUnits(12, layer, layer.units));
  whole.initialize(1);
  whole.trainStep(batch, { learningRate: 0.01, iteration: 12, copied: copiedOf(network) });
  const prefix = join(folder(), 'checkpoint');
  whole.save(prefix);
  part.restore(prefix);
  expect(part.evaluate(batch, copiedOf(grown))).toEqual(whole.evaluate(batch, copiedOf(network)));
});
