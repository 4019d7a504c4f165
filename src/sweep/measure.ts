import { performance } from 'node:perf_hooks';
import { openTestLoader, openTrainLoader } from '../data/loader.js';
import { openDataset } from '../data/open.js';
import { imageOrder } from '../data/order.js';
import { openProgram } from '../engine/program.js';
import { compile } from '../graph/compile.js';
import type { Experiment } from '../network/load.js';
import { scheduledLayers } from '../network/scheduled.js';
import { trainIteration } from '../train/iteration.js';
import { dataFolder } from '../spec/root.js';
import { specDigest } from '../spec/identity.js';
import { blackImage, copiedAt } from '../train/synthetic.js';
import type { Pace, RatioSeconds } from './estimate.js';
import type { PlannedRun } from './planned-run.js';

/** Measures each kind of run once: runs that differ only in seed, lengths or learning rate take the same time. */
export class PaceMeter {
  private readonly paces = new Map<string, Promise<Pace>>();

  /** @throws {DropinError} exit code 3, when its data set is missing. */
  pace({ experiment }: PlannedRun): Promise<Pace> {
    const kind = `${kindOf(experiment)} ${dataFolder(experiment.spec.dataset)}`;
    const known = this.paces.get(kind) ?? measure(experiment);
    this.paces.set(kind, known);
    return known;
  }
}

function kindOf({ spec }: Experiment): string {
  const { dropin, solver, test } = spec;
  return specDigest({
    ...spec,
    seed: 0,
    test: { ...test, interval: 1 },
    dropin: { ...dropin, length: 0, start: 0, stagger: undefined, advance: undefined },
    solver: { ...solver, iterations: 1, base_lr: 0, policy: { type: 'fixed' } },
  });
}

/** Fractions of new units at which steps are timed. */
const RATIOS = [0, 0.25, 0.5, 0.75, 1];
/** Every ratio is timed once a round, so that a disturbance of the machine affects all of them alike. */
const ROUNDS = 3;
/** Steps of a round: at least MIN_STEPS, and more until ROUND_S have passed. */
const MIN_STEPS = 2;
const ROUND_S = 0.15;
const MAX_STEPS = 30;

/** Times training steps at several p and test batches at p = 0 and 1, after a warm-up. */
async function measure({ descriptor, network, spec }: Experiment): Promise<Pace> {
  const began = performance.now();
  const dataset = await openDataset(descriptor, spec.dataset);
  const program = await openProgram(compile(network, spec));
  try {
    if (spec.transform.mean !== 'none') program.setMean(blackImage(network));
    program.initialize(spec.seed);
    const { transform, seed, solver } = spec;
    const order = imageOrder(seed, dataset.train.count);
    const options = { transform, order, seed, batch: solver.batch, firstBatch: 0 };
    const train = openTrainLoader(dataset.train, dataset.imageShape, options);
    const step = async (ratio: number) => {
      const copied = copiedAt(network, ratio);
      await trainIteration(program, train, solver, { learningRate: 0, iteration: 0, copied });
    };
    await step(0);
    const start = (performance.now() - began) / 1000;
    const ratios = scheduledLayers(network).length === 0 ? [1] : RATIOS;
    const steps = await timesOf(ratios, step);
    const test = await timesOf([ratios[0]!, 1], async (ratio) => {
      const loader = openTestLoader(dataset.test, dataset.imageShape, transform, spec.test.batch);
      const images = await loader.next();
      if (images !== undefined) program.evaluate(images, copiedAt(network, ratio));
    });
    const batches = Math.ceil(dataset.test.count / spec.test.batch);
    return {
      start,
      step: steps,
      test: test.map((point) => ({ ...point, seconds: batches * point.seconds })),
    };
  } finally {
    program.dispose();
    await dataset.close();
  }
}

/** Mean seconds of some work at each ratio. */
async function timesOf(
  ratios: readonly number[],
  work: (ratio: number) => Promise<void>,
): Promise<RatioSeconds[]> {
  const timed = ratios.map((ratio) => ({ ratio, seconds: 0, count: 0 }));
  // TensorFlow prepares kernels at the first step of each shape.
  for (const { ratio } of timed) await work(ratio);
  for (let round = 0; round < ROUNDS; round++) {
    for (const entry of timed) {
      const began = performance.now();
      let [count, seconds] = [0, 0];
      while (count < MIN_STEPS || (seconds < ROUND_S && count < MAX_STEPS)) {
        await work(entry.ratio);
        count++;
        seconds = (performance.now() - began) / 1000;
      }
      entry.seconds += seconds;
      entry.count += count;
    }
  }
  return timed.map(({ ratio, seconds, count }) => ({ ratio, seconds: seconds / count }));
}
