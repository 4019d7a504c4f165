import { mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DropinError } from '../common/errors.js';
import type { Dataset } from '../data/dataset.js';
import { meanImage, type MeanOfImages } from '../data/mean.js';
import { openDataset } from '../data/open.js';
import { cpuFlags } from '../engine/cpu-flags.js';
import { gpusInUse } from '../engine/gpus.js';
import { onDevice } from '../engine/on-device.js';
import type { Program } from '../engine/program.js';
import { compile } from '../graph/compile.js';
import { graphDigest } from '../graph/digest.js';
import { damageText, newestCheckpoint, type Checkpoint } from '../run/checkpoint-read.js';
import { keptCurve } from '../run/curve-file.js';
import { readTail } from '../run/curve-tail.js';
import { expectNoOtherFiles } from '../run/record-file.js';
import { holdsRun, recoverRecord, type EarlierRun } from '../run/recover.js';
import type { DataFingerprint } from '../run/fingerprint.js';
import { endIteration, type RunRecord } from '../run/record.js';
import { restoreReplaced } from '../run/replace.js';
import { expectRoom } from '../run/room.js';
import { expectSameSpec } from '../run/same-spec.js';
import { takeLock } from '../run/lock.js';
import type { Spec } from '../spec/schema/spec.js';
import { dataFingerprintOf, fingerprintOf } from './fingerprint.js';
import { initialWeights } from './init-from.js';
import { expectDevices, expectDivisible, normalizationNote } from './devices.js';
import { expectMemory, gpuMemoryNote, memoryNeed } from './memory.js';
import type { Opened } from './opened.js';
import { expectPrecision, precisionNote } from './precision.js';
import { Preflight } from './preflight.js';
import { gatherProvenance } from './provenance.js';
import { beginRecord } from './record.js';
import type { Engine, RunRequest } from './request.js';
import { bitChanges, expectSameData, expectSameInitFrom } from './same-run.js';

/** A run that is ready for its next step. */
export interface Prepared {
  readonly dataset: Dataset;
  /** Its weights are initialized or restored. */
  readonly program: Program;
  /** What the transform subtracts. */
  readonly mean: MeanOfImages | undefined;
  readonly record: RunRecord;
  /** The checkpoint to resume from, and the curve up to it; undefined for a new run. */
  readonly resume: { readonly checkpoint: Checkpoint; readonly curve: string } | undefined;
}

/** A run that has already finished. */
export interface Finished {
  readonly finished: RunRecord;
}

/**
 * Runs all checks before a run, finds the checkpoint to resume from, and opens the network. Changes nothing of an earlier
 * run, except that damaged checkpoints are moved aside.
 *
 * @param opened Collects the resources to close after the run.
 * @throws {DropinError} with all problems found: the folder belongs to another run (2), is in use (1), not writable (1) or
 *   has too little space (1); the data is missing or different (3); there is too little memory (1).
 */
export async function prepare(
  request: RunRequest,
  engine: Engine,
  opened: Opened,
): Promise<Prepared | Finished> {
  const { folder, experiment, observer, devices } = request;
  const { spec, network, descriptor } = experiment;
  expectDivisible(spec.solver, devices);

  const preflight = new Preflight();
  const locked = (await preflight.check(() => lock(request, opened))) === true;
  const earlier = await preflight.check(() => findEarlier(request, locked));
  if (locked && earlier?.provenance !== undefined && isFinished(request, earlier)) {
    await expectDataOf(earlier, request);
    return { finished: { ...earlier, provenance: earlier.provenance } };
  }
  const dataset = await preflight.check(() => openData(request, opened));
  const data = dataset && (await preflight.check(() => checkedData(request, dataset, earlier)));
  if (locked) await preflight.check(() => expectRoom(folder, experiment));
  const threaded = dataset?.train.threaded ?? descriptor.format === 'folders';
  const compiled = compile(network, spec, { devices });
  await preflight.check(() => {
    const { device } = engine.tensorflowFacts();
    expectPrecision(spec.solver, device);
    expectDevices(devices, device);
    const need = memoryNeed({ ...compiled, ...onDevice(compiled, device) }, spec, threaded);
    expectMemory(need, spec, device);
    for (const [number, gpu] of (device === 'gpu' ? gpusInUse(devices) : []).entries()) {
      const tight = gpu && gpuMemoryNote(need, spec, gpu, number);
      if (tight !== undefined) observer.warn(tight);
    }
  });
  preflight.expectNone();

  const checkpoint = earlier && (await usableCheckpoint(request, earlier));
  const initial = checkpoint === undefined ? await initialWeights(request, observer.warn) : undefined;
  if (checkpoint === undefined && earlier !== undefined) expectSameInitFrom(folder, earlier, initial);
  const curve = checkpoint && keptCurve(folder, checkpoint, observer.warn);
  const mean = await neededMean(spec, dataset!, observer.warn);
  const program = await engine.openProgram(compiled, initial?.warmStarts);
  opened.add(() => {
    program.dispose();
  });
  if (mean !== undefined) program.setMean(mean);
  if (checkpoint === undefined) program.initialize(spec.seed);
  else program.restore(checkpoint.prefix);
  if (initial !== undefined) program.warmStart(initial.prefix);

  const provenance = await gatherProvenance(engine.tensorflowFacts(), data!.digest, request);
  const note = precisionNote(spec.solver, provenance.device, cpuFlags());
  if (note !== undefined) observer.warn(note);
  const normalization = normalizationNote(network, spec.solver, devices);
  if (normalization !== undefined) observer.warn(normalization);
  const fingerprint = fingerprintOf({
    spec,
    provenance,
    // What is computed, wherever that is.
    graph: graphDigest(devices === 1 ? compiled : compile(network, spec)),
    data: data!,
    initFrom: initial?.fingerprint ?? checkpoint?.state.fingerprint?.init_from,
  });
  const changes = bitChanges(checkpoint, earlier, { fingerprint, provenance });
  if (changes.length > 0)
    observer.warn(`${folder.path}: results may differ in the last bits from here on: ${changes.join(', ')}`);
  const record = beginRecord({
    ...request,
    spec,
    provenance,
    fingerprint,
    changes,
    checkpoint,
    earlier,
    initial,
  });
  return {
    ...{ dataset: dataset!, program, mean, record },
    resume: checkpoint && curve !== undefined ? { checkpoint, curve } : undefined,
  };
}

function lock({ folder }: RunRequest, opened: Opened): true {
  opened.add(takeLock(folder.lock));
  return true;
}

/** The run to resume; undefined for a new run. */
async function findEarlier(
  { folder, fresh, experiment, observer }: RunRequest,
  locked: boolean,
): Promise<EarlierRun | undefined> {
  if (locked) await restoreReplaced(folder);
  if (fresh) {
    if (!(await holdsRun(folder))) expectNoOtherFiles(folder);
    return undefined;
  }
  const earlier = await recoverRecord(folder, observer.warn);
  if (earlier !== undefined) expectSameSpec(folder, earlier, experiment.spec);
  return earlier;
}

/** A finished run whose curve is missing or does not reach the end is resumed. */
function isFinished({ folder, observer }: RunRequest, record: EarlierRun): boolean {
  if (record.status !== 'finished') return false;
  const { last } = readTail(folder.curve);
  if (last !== undefined && (last.iteration >= endIteration(record) || record.diverged_at !== undefined))
    return true;
  const found = last === undefined ? 'is missing or empty' : `ends at iteration ${last.iteration}`;
  observer.warn(`${folder.record} says finished, but ${folder.curve} ${found}: the run resumes`);
  return false;
}

/** Checks that a finished run's data has not changed. Data that cannot be opened is not an error here. */
async function expectDataOf(earlier: EarlierRun, request: RunRequest): Promise<void> {
  const { descriptor, spec } = request.experiment;
  let dataset: Dataset;
  try {
    dataset = await openDataset(descriptor, spec.dataset);
  } catch (error) {
    if (error instanceof DropinError) return;
    throw error;
  }
  try {
    await checkedData(request, dataset, earlier);
  } finally {
    await dataset.close();
  }
}

async function openData({ experiment, observer }: RunRequest, opened: Opened): Promise<Dataset> {
  const dataset = await openDataset(experiment.descriptor, experiment.spec.dataset, ({ file, reason }) => {
    observer.warn(`${file} ${reason}; it is skipped`);
  });
  opened.add(() => dataset.close());
  return dataset;
}

/** Fingerprint of the data, checked against that of the earlier run, if there is one. */
async function checkedData(
  { folder, experiment, observer }: RunRequest,
  dataset: Dataset,
  earlier: EarlierRun | undefined,
): Promise<DataFingerprint> {
  const data = await dataFingerprintOf(dataset, experiment.descriptor.name, observer.warn);
  if (earlier !== undefined) expectSameData(folder, earlier, dataset, data);
  return data;
}

/** The newest undamaged checkpoint. Newer, damaged ones are moved aside, so that pruning does not count them. */
async function usableCheckpoint(
  { folder, observer }: RunRequest,
  { spec_digest: digest }: EarlierRun,
): Promise<Checkpoint | undefined> {
  return newestCheckpoint(folder.checkpoints, digest, (damaged) => {
    observer.warn(damageText(damaged));
    const aside = join(dirname(damaged.folder), 'damaged');
    mkdirSync(aside, { recursive: true });
    renameSync(damaged.folder, join(aside, `${basename(damaged.folder)}-${Date.now()}`));
  });
}

/** The mean image that a spec's transform subtracts; undefined if it subtracts none. */
export async function neededMean(
  { transform }: Spec,
  dataset: Dataset,
  say: (message: string) => void,
): Promise<MeanOfImages | undefined> {
  if (transform.mean === 'none') return undefined;
  return meanImage(dataset, (images) => {
    say(`computing the mean of ${images} training images (only needed once)`);
  });
}
