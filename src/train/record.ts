import type { BadImage } from '../data/bad-images.js';
import type { CheckpointState } from '../run/checkpoint-state.js';
import type { CurveRow } from '../run/curve.js';
import type { Provenance } from '../run/provenance.js';
import { RECORD_FORMAT, type RunRecord } from '../run/record.js';
import type { Spec } from '../spec/schema/spec.js';
import type { LoopEnd } from './loop.js';

/**
 * The record of a run that begins, or that goes on from a checkpoint of the earlier one (without a checkpoint it begins
 * again).
 */
export function beginRecord(
  spec: Spec,
  specDigest: string,
  provenance: Provenance,
  checkpoint: CheckpointState | undefined,
  earlier: RunRecord | undefined,
  initFrom: RunRecord['init_from'],
): RunRecord {
  const now = new Date().toISOString();
  const from = initFrom ?? earlier?.init_from;
  const begun: RunRecord = {
    format: RECORD_FORMAT,
    name: spec.name,
    status: 'running',
    spec_digest: specDigest,
    earlier_spec_digests: [],
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
    other_bits: [],
    provenance,
    resumes: [],
  };
  if (checkpoint === undefined || earlier === undefined) return begun;
  const { iteration } = checkpoint;
  return {
    ...begun,
    iteration,
    started_at: earlier.started_at,
    wall_time_s: checkpoint.elapsed_s,
    steps_s: earlier.steps_s,
    data_wait_s: earlier.data_wait_s,
    bad_images: earlier.bad_images,
    provenance: earlier.provenance,
    resumes: [...earlier.resumes, { at: now, iteration, provenance }],
  };
}

/** A record with the newest test pass in it, and the time. */
export function withTest(record: RunRecord, row: CurveRow | undefined): RunRecord {
  const updated = { ...record, updated_at: new Date().toISOString() };
  if (row === undefined) return updated;
  const { iteration, loss, accuracy, top5 } = row;
  const finite = Number.isFinite(loss) ? loss : null;
  return { ...updated, test: { iteration, loss: finite, accuracy, ...(top5 === undefined ? {} : { top5 }) } };
}

/** The record of a run that the loop ended at `iteration`, with the rows it logged. */
export function endRecord(
  record: RunRecord,
  end: LoopEnd,
  rows: readonly CurveRow[],
  iteration: number,
  spec: Spec,
): RunRecord {
  const tested = withTest(
    record,
    rows.findLast((row) => row.split === 'test'),
  );
  const ended = { ...tested, iteration, wall_time_s: rows.at(-1)?.elapsedS ?? record.wall_time_s };
  switch (end.status) {
    case 'finished':
      return { ...ended, status: 'finished' };
    case 'stopped':
      return { ...ended, status: 'stopped', signal: end.signal };
    case 'diverged': {
      const status = spec.solver.allow_divergence ? 'finished' : 'diverged';
      return { ...ended, status, diverged_at: end.iteration };
    }
  }
}

/** What reading the images came to in one go. */
export interface DataUse {
  readonly stepsS: number;
  readonly dataWaitS: number;
  readonly badImages: readonly BadImage[];
}

/** A record with what was added to `before`, the record at the beginning of this go. */
export function withDataUse(record: RunRecord, before: RunRecord, use: DataUse): RunRecord {
  const bad = new Map([...before.bad_images.list, ...use.badImages].map((image) => [image.file, image]));
  return {
    ...record,
    steps_s: before.steps_s + use.stepsS,
    data_wait_s: before.data_wait_s + use.dataWaitS,
    bad_images: { count: bad.size, list: [...bad.values()] },
  };
}
