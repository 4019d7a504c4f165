import { performance } from 'node:perf_hooks';
import { openTestLoader, openTrainLoader } from '../data/loader.js';
import { imageOrder } from '../data/order.js';
import { earlyStop } from '../run/early-stop.js';
import { dropInProgress } from './dropin.js';
import type { Journal } from './journal.js';
import type { LoopParts } from './loop.js';
import type { Prepared } from './prepare.js';
import type { RunRequest } from './request.js';

/** The parts of the training loop of a prepared run. */
export function loopParts(
  { experiment, stop, progress, observer }: RunRequest,
  { dataset, program }: Prepared,
  journal: Journal,
): LoopParts {
  const { spec, network } = experiment;
  const { train, test, imageShape } = dataset;
  const rule = spec.solver.early_stop;
  return {
    ...{ spec, program, stop, progress },
    dropin: dropInProgress(network, (dropIn) => journal.decider.startOf(dropIn)),
    rateReductions: () => journal.decider.rateReductions,
    train: journal.batches.observe(
      openTrainLoader(train, imageShape, {
        transform: spec.transform,
        order: imageOrder(spec.seed, train.count),
        seed: spec.seed,
        batch: spec.solver.batch,
        firstBatch: journal.from.iteration * spec.solver.iter_size,
      }),
    ),
    openTest: () => openTestLoader(test, imageShape, spec.transform, spec.test.batch),
    rows: () => journal.rows,
    earlyStop: () => rule && earlyStop(journal.rows, rule, journal.decider.grownAt),
    checkpoint: (moment) => journal.checkpoint(moment),
    record: (row) => {
      journal.row(row);
    },
    recordNorms: (iteration, norms) => {
      journal.norms(iteration, norms);
    },
    paced: () => {
      observer.paced();
    },
    now: () => performance.now() / 1000,
  };
}
