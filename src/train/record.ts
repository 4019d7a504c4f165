import type { Dataset } from '../data/dataset.js';
import type { Checkpoint } from '../run/checkpoint-read.js';
import type { CurveRow } from '../run/curve.js';
import type { Fingerprint } from '../run/fingerprint.js';
import type { SpecOrigin } from '../run/origin.js';
import type { Provenance } from '../run/provenance.js';
import { RECORD_FORMAT, type RunRecord } from '../run/record.js';
import type { EarlierRun } from '../run/recover.js';
import { specDigest } from '../spec/identity.js';
import type { Spec } from '../spec/schema/spec.js';
import type { InitialWeights } from './init-from.js';
import type { LoopEnd } from './loop.js';

export interface RecordParts {
  readonly spec: Spec;
  readonly origin: SpecOrigin;
  readonly provenance: Provenance;
  readonly fingerprint: Fingerprint;
  /** What may change the last bits of results from here on (`bitChanges`). */
  readonly changes: readonly string[];
  /** The checkpoint to resume the earlier run from; undefined if the run starts over. */
  readonly checkpoint: Checkpoint | undefined;
  readonly earlier: EarlierRun | undefined;
  readonly initial: InitialWeights | undefined;
}

/** The record of a run that begins or resumes. */
export function beginRecord(parts: RecordParts): RunRecord {
  const { spec, origin, provenance, fingerprint, checkpoint, earlier, initial } = parts;
  const now = new Date().toISOString();
  const from = initial?.from ?? earlier?.init_from;
  const begun: RunRecord = {
    format: RECORD_FORMAT,
    name: spec.name,
    status: 'running',
    ...origin,
    spec_digest: specDigest(spec),
    seed: spec.seed,
    iteration: 0,
    iterations: spec.solver.iterations,
    started_at: now,
    updated_at: now,
    wall_time_s: 0,
    steps_s: 0,
    data_wait_s: 0,
    bad_images: { count: 0, list: [] },
    ...(from === undefined ? {} : { init_from: from }),
    fingerprint,
    other_bits: [],
    provenance,
    resumes: [],
  };
  if (checkpoint === undefined || earlier === undefined) return begun;
  const { iteration, elapsed_s: elapsed } = checkpoint.state;
  return {
    ...begun,
    spec_digest: earlier.spec_digest,
    iteration,
    started_at: earlier.started_at,
    wall_time_s: elapsed,
    steps_s: earlier.steps_s,
    data_wait_s: earlier.data_wait_s,
    bad_images: earlier.bad_images,
    ...(earlier.determinism === undefined ? {} : { determinism: earlier.determinism }),
    other_bits: [
      // What came after this checkpoint is recomputed.
      ...earlier.other_bits.filter((one) => one.iteration < iteration),
      ...(parts.changes.length === 0 ? [] : [{ iteration, changes: [...parts.changes] }]),
    ],
    provenance: earlier.provenance ?? provenance,
    resumes: [...earlier.resumes, { at: now, iteration, provenance }],
  };
}

/** Adds the newest test pass and the current time to a record. */
export function withTest(record: RunRecord, row: CurveRow | undefined): RunRecord {
  const updated = { ...record, updated_at: new Date().toISOString() };
  if (row === undefined) return updated;
  const { iteration, loss, accuracy, top5 } = row;
  const finite = Number.isFinite(loss) ? loss : null;
  return { ...updated, test: { iteration, loss: finite, accuracy, ...(top5 === undefined ? {} : { top5 }) } };
}

/** How a run ended. */
export interface RunEnd {
  readonly end: LoopEnd;
  /** Number of updates done. */
  readonly iteration: number;
  readonly rows: readonly CurveRow[];
  readonly allowDivergence: boolean;
}

/** The record of a run whose training loop has ended. */
export function endRecord(record: RunRecord, { end, iteration, rows, allowDivergence }: RunEnd): RunRecord {
  const tested = withTest(
    record,
    rows.findLast((row) => row.split === 'test'),
  );
  const ended = { ...tested, iteration, wall_time_s: rows.at(-1)?.elapsedS ?? record.wall_time_s };
  switch (end.status) {
    case 'finished':
      return {
        ...ended,
        status: 'finished',
        ...(end.early === undefined ? {} : { stopped_early: end.early }),
      };
    case 'stopped':
      return { ...ended, status: 'stopped', signal: end.signal };
    case 'diverged':
      return { ...ended, status: allowDivergence ? 'finished' : 'diverged', diverged_at: end.iteration };
  }
}

/** Use of the data since the run began or resumed. */
export interface DataUse {
  readonly stepsS: number;
  readonly dataWaitS: number;
  readonly dataset: Pick<Dataset, 'badImages' | 'warnedImages' | 'leftOut'>;
}

/** Sets the data use of a record: that of `before`, the record at the start, plus `use`. */
export function withDataUse(record: RunRecord, before: RunRecord, use: DataUse): RunRecord {
  const bad = new Map(
    [...before.bad_images.list, ...use.dataset.badImages].map((image) => [image.file, image]),
  );
  return {
    ...record,
    steps_s: before.steps_s + use.stepsS,
    data_wait_s: before.data_wait_s + use.dataWaitS,
    bad_images: { count: bad.size, list: [...bad.values()] },
    ...counted('warned_images', use.dataset.warnedImages),
    ...counted('left_out_files', use.dataset.leftOut),
  };
}

/** A field of the record where there is something to count. */
function counted(field: 'warned_images' | 'left_out_files', list: readonly unknown[]): Partial<RunRecord> {
  return list.length === 0 ? {} : { [field]: list.length };
}
