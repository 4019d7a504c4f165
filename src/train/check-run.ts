import type { Device } from '../common/device.js';
import { DropinError } from '../common/errors.js';
import type { Dataset } from '../data/dataset.js';
import { openDataset } from '../data/open.js';
import { gpusInUse } from '../engine/gpus.js';
import { onDevice } from '../engine/on-device.js';
import { compile } from '../graph/compile.js';
import type { CompiledNetwork } from '../graph/compiled.js';
import { readTail } from '../run/curve-tail.js';
import type { DataFingerprint } from '../run/fingerprint.js';
import { takeLock } from '../run/lock.js';
import { endIteration, type RunRecord } from '../run/record.js';
import { expectNoOtherFiles } from '../run/record-file.js';
import { holdsRun, recoverRecord, type EarlierRun } from '../run/recover.js';
import { restoreReplaced } from '../run/replace.js';
import { expectRoom } from '../run/room.js';
import { expectSameSpec } from '../run/same-spec.js';
import { expectDevices, expectDivisible } from './devices.js';
import { dataFingerprintOf } from './fingerprint.js';
import { expectMemory, gpuMemoryNote, memoryNeed } from './memory.js';
import type { Opened } from './opened.js';
import { expectPrecision } from './precision.js';
import { Preflight } from './preflight.js';
import type { Engine, RunRequest } from './request.js';
import { expectSameData } from './same-run.js';

/** A run that passed every check, and what they read and opened. */
export interface Checked {
  /** The run to resume; undefined for a new run. */
  readonly earlier: EarlierRun | undefined;
  readonly dataset: Dataset;
  readonly data: DataFingerprint;
  readonly compiled: CompiledNetwork;
}

/** A run that has already finished. */
export interface Finished {
  readonly finished: RunRecord;
}

/**
 * Runs all checks before a run. Changes nothing of an earlier run.
 *
 * @param opened Collects the resources to close after the run.
 * @throws {DropinError} with all problems found: the folder belongs to another run (2), is in use (1), not writable (1) or
 *   has too little space (1); the data is missing or different (3); there is too little memory (1).
 */
export async function checkRun(
  request: RunRequest,
  engine: Engine,
  opened: Opened,
): Promise<Checked | Finished> {
  const { folder, experiment, devices } = request;
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
    expectDevice(request, compiled, engine.tensorflowFacts().device, threaded);
  });
  preflight.expectNone();
  return { earlier, dataset: dataset!, data: data!, compiled };
}

/** Checks that the device has the spec's precision, as many GPUs as were asked for, and enough memory. */
function expectDevice(
  { experiment: { spec }, devices, observer }: RunRequest,
  compiled: CompiledNetwork,
  device: Device,
  threaded: boolean,
): void {
  expectPrecision(spec.solver, device);
  expectDevices(devices, device);
  const need = memoryNeed({ ...compiled, ...onDevice(compiled, device) }, spec, threaded);
  expectMemory(need, spec, device);
  for (const [number, gpu] of (device === 'gpu' ? gpusInUse(devices) : []).entries()) {
    const tight = gpu && gpuMemoryNote(need, spec, gpu, number);
    if (tight !== undefined) observer.warn(tight);
  }
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
