import { performance } from 'node:perf_hooks';
import { openTestLoader, openTrainLoader } from '../data/loader.js';
import { openDataset } from '../data/open.js';
import { imageOrder } from '../data/order.js';
import { openProgram } from '../engine/program.js';
import { compile } from '../graph/compile.js';
import type { Experiment } from '../network/load.js';
import { specDigest } from '../spec/identity.js';
import { dropInProgress } from '../train/dropin.js';
import type { Pace } from './estimate.js';
import type { Network } from '../network/layer.js';
import type { PlannedRun } from './plan.js';

/** Measures each kind of run once: what differs only in seed, lengths or learning rate takes the same time. */
export class PaceMeter {
  private readonly paces = new Map<string, Promise<Pace>>();

  /** @throws {DropinError} exit code 3, when its data set is missing. */
  pace({ experiment }: PlannedRun): Promise<Pace> {
    const kind = kindOf(experiment);
    const known = this.paces.get(kind) ?? measure(experiment);
    this.paces.set(kind, known);
    return known;
  }
}

function kindOf({ spec }: Experiment): string {
  const { dataset, transform, network, dropin, solver, test } = spec;
  return specDigest({
    ...spec,
    ...{ name: '', description: '', notes: [], seed: 0, display: 1, paper: undefined },
    ...{ dataset, transform, network, test: { ...test, interval: 1 } },
    dropin: { ...dropin, length: 0, start: 0, stagger: undefined },
    solver: { ...solver, iterations: 1, base_lr: 0, policy: { type: 'fixed' } },
  });
}

/** One training step and one test batch, each after one that is not counted: the first also sets TensorFlow up. */
async function measure({ descriptor, network, spec }: Experiment): Promise<Pace> {
  const dataset = await openDataset(descriptor, spec.dataset);
  const program = await openProgram(compile(network, spec));
  try {
    if (spec.transform.mean !== 'none') program.setMean(blackImage(network));
    program.initialize(spec.seed);
    const { transform, seed, solver } = spec;
    const order = imageOrder(seed, dataset.train.count);
    const copied = dropInProgress(network).copied(0);
    const options = { transform, order, seed, batch: solver.batch, startIteration: 0 };
    const train = openTrainLoader(dataset.train, dataset.imageShape, options);
    const test = openTestLoader(dataset.test, dataset.imageShape, transform, spec.test.batch);
    const step = await secondsOfSecond(async () => {
      program.trainStep((await train.next())!, { learningRate: 0, iteration: 0, copied });
    });
    const batch = await secondsOfSecond(async () => {
      const images = await test.next();
      if (images !== undefined) program.evaluate(images, copied);
    });
    return { step, test: batch * Math.ceil(dataset.test.count / spec.test.batch) };
  } finally {
    program.dispose();
    await dataset.close();
  }
}

/** In place of the mean of the images: subtracting any takes as long. */
function blackImage({ imageShape: [height = 1, width = 1, channels = 1] }: Network) {
  return { shape: [height, width, channels], values: new Float32Array(height * width * channels) } as const;
}

async function secondsOfSecond(work: () => Promise<void>): Promise<number> {
  await work();
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
