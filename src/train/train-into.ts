import { mkdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Dataset } from '../data/dataset.js';
import { openTestLoader, openTrainLoader } from '../data/loader.js';
import { imageOrder } from '../data/order.js';
import type { Program } from '../engine/program.js';
import { BatchDigest } from './batch-digest.js';
import { specDigest } from '../spec/identity.js';
import type { Checkpoint } from '../run/checkpoint-read.js';
import { writeCheckpoint } from './checkpoint-write.js';
import type { CurveRow } from '../run/curve.js';
import { openCurve, readCurve, type CurveFile } from '../run/curve-file.js';
import { dropInProgress } from './dropin.js';
import { trainLoop, type LoopEnd, type Moment } from './loop.js';
import type { RunRequest } from './request.js';
import { writeRecord, writeSpec, type RunFolder } from '../run/folder.js';
import type { RunRecord } from '../run/record.js';
import { endRecord, withDataUse, withTest } from './record.js';
import { writeSummary } from './summary.js';
import { scalarWriter } from './tensorboard.js';
import { asWriteFailure } from './write-failure.js';

/** A run whose network is initialized or restored. */
interface PreparedRun extends RunRequest {
  readonly dataset: Dataset;
  readonly program: Program;
  /** As it is at the beginning. */
  readonly record: RunRecord;
  /** What it goes on from. */
  readonly checkpoint: Checkpoint | undefined;
}

/** Runs the loop with everything it writes: curve, TensorBoard events, checkpoints, record and summary. */
export async function trainInto(folder: RunFolder, run: PreparedRun): Promise<RunRecord> {
  try {
    return await write(folder, run);
  } catch (error) {
    throw asWriteFailure(folder, error);
  }
}

async function write(folder: RunFolder, run: PreparedRun): Promise<RunRecord> {
  let record = run.record;
  writeRecord(folder, record);
  const { spec } = run.experiment;
  // A digest of an earlier version holds for the text that it was made of.
  if (record.spec_digest === specDigest(spec)) writeSpec(folder, spec);
  mkdirSync(folder.checkpoints, { recursive: true });
  const state = run.checkpoint?.state;
  const curve = openCurve(folder.curve, state);
  const batches = new BatchDigest(state?.batches_sha256);
  const keep = (changed: RunRecord) => {
    const { stepsS, dataWaitS } = run.progress;
    const { badImages } = run.dataset;
    record = withDataUse(changed, run.record, { stepsS, dataWaitS, badImages });
    writeRecord(folder, record);
  };
  const save = async (moment: Moment) => {
    curve.sync(); // before the checkpoint, so that its rows are there whenever it is
    await saveCheckpoint(folder, run, moment, batches);
    keep(
      withTest({ ...record, iteration: moment.iteration, wall_time_s: moment.elapsedS }, run.progress.test),
    );
  };
  try {
    run.progress.test = readCurve(folder.curve).findLast((row) => row.split === 'test');
    const from = {
      iteration: state?.iteration ?? 0,
      tested: state?.tested ?? false,
      elapsedS: state?.elapsed_s ?? 0,
    };
    run.observer.began(from.iteration);
    const end = await loop(folder, run, { curve, batches }, from, save);
    curve.sync();
    keep(endRecord(record, end, readCurve(folder.curve), run.progress.iteration, run.experiment.spec));
    writeSummary(record, readCurve(folder.curve), folder);
    return record;
  } catch (error) {
    try {
      keep({ ...record, status: 'failed', error: String(error), updated_at: new Date().toISOString() });
    } catch {
      // Where not even this can be written, the first error is the one to tell.
    }
    throw error;
  } finally {
    curve.close();
  }
}

function loop(
  folder: RunFolder,
  run: PreparedRun,
  { curve, batches }: { curve: CurveFile; batches: BatchDigest },
  from: Moment,
  checkpoint: (moment: Moment) => Promise<void>,
): Promise<LoopEnd> {
  const { experiment, dataset, program, progress, stop, observer } = run;
  const { spec, network } = experiment;
  const order = imageOrder(spec.seed, dataset.train.count);
  mkdirSync(folder.tensorboard, { recursive: true });
  const writeScalars = scalarWriter(program, folder.tensorboard);
  return trainLoop(
    {
      spec,
      program,
      dropin: dropInProgress(network),
      train: batches.observe(
        openTrainLoader(dataset.train, dataset.imageShape, {
          transform: spec.transform,
          order,
          seed: spec.seed,
          batch: spec.solver.batch,
          startIteration: from.iteration,
        }),
      ),
      openTest: () => openTestLoader(dataset.test, dataset.imageShape, spec.transform, spec.test.batch),
      stop,
      progress,
      checkpoint,
      now: () => performance.now() / 1000,
      paced: () => {
        observer.paced();
      },
      record: (row: CurveRow) => {
        curve.append(row);
        writeScalars(row);
        observer.row(row);
      },
    },
    from,
    run.checkpoint !== undefined,
  );
}

async function saveCheckpoint(
  folder: RunFolder,
  run: PreparedRun,
  moment: Moment,
  batches: BatchDigest,
): Promise<void> {
  const state = {
    iteration: moment.iteration,
    tested: moment.tested,
    elapsed_s: moment.elapsedS,
    spec_digest: run.record.spec_digest,
    batches_sha256: batches.value,
  };
  await writeCheckpoint(folder.checkpoints, state, run.experiment.spec.checkpoint.keep, (prefix) => {
    run.program.save(prefix);
  });
}
