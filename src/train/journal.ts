import { mkdirSync } from 'node:fs';
import type { LayerNorms } from '../network/layer-norms.js';
import type { Experiment } from '../network/load.js';
import { bestTest } from '../run/best-test.js';
import { CURVE_HEADER, type CurveRow } from '../run/curve.js';
import { openCurve, type CurveFile } from '../run/curve-file.js';
import { finalFraction } from '../run/final-accuracy.js';
import { writeNetworkInput, type NetworkInput } from '../run/network-input.js';
import { recordText, writeRecord, writeSpec } from '../run/record-file.js';
import type { RunRecord } from '../run/record.js';
import { deleteReplaced, moveAside } from '../run/replace.js';
import { cutEvents } from '../run/tensorboard-cut.js';
import { specDigest } from '../spec/identity.js';
import { BatchDigest } from './batch-digest.js';
import { writeCheckpoint } from './checkpoint-write.js';
import { Decider } from './decider.js';
import type { LoopEnd, Moment, StartMoment } from './loop.js';
import type { Opened } from './opened.js';
import type { Prepared } from './prepare.js';
import { writeSessionEnd, writeSessionStart } from './hparams.js';
import { openNormsWriter, type NormsWriter } from './norms-writer.js';
import { endRecord, withDataUse, withTest } from './record.js';
import type { RunRequest } from './request.js';
import { writeSummary } from './summary.js';
import { scalarWriter } from './tensorboard.js';
import { asWriteFailure } from './write-failure.js';
import { messageOf } from '../common/errors.js';

/** Where rows go besides the curve. */
interface Writers {
  readonly writeScalars: (row: CurveRow) => void;
  /** Undefined if the spec measures no norms. */
  readonly norms: NormsWriter | undefined;
}

/** Everything that a run writes: record, curve, TensorBoard events, checkpoints, summary. */
export class Journal {
  /** Where the training loop starts. */
  readonly from: StartMoment;
  readonly batches: BatchDigest;
  readonly decider: Decider;
  private record: RunRecord;

  /** Creates a run's files, or truncates them to the point where it resumes. */
  static async open(request: RunRequest, prepared: Prepared, opened: Opened): Promise<Journal> {
    const { folder, fresh, experiment, progress } = request;
    const { record, resume, program } = prepared;
    try {
      if (fresh) moveAside(folder);
      writeRecord(folder, record);
      // A digest of an earlier version of dropin belongs to the spec.yaml of that version, which must stay.
      if (record.spec_digest === specDigest(experiment.spec)) writeSpec(folder, experiment.spec);
      writeNetworkInput(folder, networkInput(experiment, prepared));
      await deleteReplaced(folder);
      for (const path of [folder.checkpoints, folder.tensorboard]) mkdirSync(path, { recursive: true });
      const curve = openCurve(folder.curve, resume?.curve ?? CURVE_HEADER);
      opened.add(() => {
        curve.close();
      });
      progress.test = curve.rows.findLast((row) => row.split === 'test');
      cutEvents(folder.tensorboard, resume?.checkpoint.state);
      writeSessionStart(folder.tensorboard, experiment.spec, record);
      const writeScalars = scalarWriter(program, folder.tensorboard);
      const from = resume?.checkpoint.state.iteration ?? 0;
      const norms = experiment.spec.norms && openNormsWriter(folder.norms, from, program, opened);
      return new Journal(request, prepared, curve, { writeScalars, norms });
    } catch (error) {
      throw asWriteFailure(folder, error);
    }
  }

  private constructor(
    private readonly request: RunRequest,
    private readonly prepared: Prepared,
    private readonly curve: CurveFile,
    private readonly out: Writers,
  ) {
    const state = prepared.resume?.checkpoint.state;
    this.record = prepared.record;
    this.from = {
      iteration: state?.iteration ?? 0,
      tested: state?.tested ?? false,
      elapsedS: state?.elapsed_s ?? 0,
      saved: state !== undefined,
    };
    this.batches = new BatchDigest(state?.batches_sha256);
    this.decider = new Decider(request.experiment.spec, request.experiment.network, curve.rows);
  }

  /** All rows so far, including those from before a resume. */
  get rows(): readonly CurveRow[] {
    return this.curve.rows;
  }

  row(row: CurveRow): void {
    this.curve.append(row);
    const decision = this.decider.add(row);
    this.out.writeScalars(row);
    this.request.observer.row(row);
    if (decision !== undefined) this.request.observer.decided(row.iteration, decision);
  }

  norms(iteration: number, norms: readonly LayerNorms[]): void {
    this.out.norms?.write(iteration, norms);
  }

  async checkpoint({ iteration, tested, elapsedS }: Moment): Promise<void> {
    const { folder, experiment, progress } = this.request;
    const { keep, keep_best: keepBest } = experiment.spec.checkpoint;
    this.curve.sync(); // before the checkpoint, so that a checkpoint never lacks its rows
    this.out.norms?.sync();
    const record = this.current(
      withTest({ ...this.record, iteration, wall_time_s: elapsedS }, progress.test),
    );
    await writeCheckpoint(folder.checkpoints, {
      state: {
        iteration,
        tested,
        elapsed_s: elapsedS,
        spec_digest: record.spec_digest,
        batches_sha256: this.batches.value,
        ...decided(this.decider),
        fingerprint: record.fingerprint,
      },
      curve: this.curve.text(),
      record: recordText(record),
      keep,
      best: keepBest ? bestTest(this.curve.rows)?.iteration : undefined,
      save: (prefix) => {
        this.prepared.program.save(prefix);
      },
    });
    this.save(record);
  }

  /** Records how the run ended and writes its summary. */
  finish(end: LoopEnd): RunRecord {
    const { folder, experiment, progress } = this.request;
    const { rows } = this.curve;
    this.curve.sync();
    this.save(
      this.current(
        endRecord(this.record, {
          end,
          rows,
          iteration: progress.iteration,
          allowDivergence: experiment.spec.solver.allow_divergence,
        }),
      ),
    );
    writeSessionEnd(folder.tensorboard, this.record, finalFraction(rows));
    writeSummary(this.record, rows, folder);
    return this.record;
  }

  /** Records that the run failed; returns the error to throw. */
  fail(error: unknown): unknown {
    const { folder } = this.request;
    try {
      const now = new Date().toISOString();
      this.save(this.current({ ...this.record, status: 'failed', error: messageOf(error), updated_at: now }));
    } catch {
      // If not even this can be written, the first error is the one to report.
    }
    return asWriteFailure(folder, error);
  }

  private save(record: RunRecord): void {
    this.record = record;
    writeRecord(this.request.folder, record);
  }

  /** A record with the current decisions and use of the data: time and bad images. */
  private current(record: RunRecord): RunRecord {
    const { stepsS, dataWaitS } = this.request.progress;
    const { dataset } = this.prepared;
    const now = { ...record, ...decided(this.decider) };
    return withDataUse(now, this.prepared.record, { stepsS, dataWaitS, dataset });
  }
}

/** The field `decisions` of a record or a checkpoint, if the spec leaves something to the test curve. */
function decided({ decisions }: Decider): Pick<RunRecord, 'decisions'> {
  return decisions === undefined ? {} : { decisions };
}

function networkInput({ descriptor }: Experiment, { dataset, mean }: Prepared): NetworkInput {
  const { imageShape } = dataset;
  return { dataset: descriptor.name, image: [...imageShape], classes: [...dataset.classNames()], mean };
}
