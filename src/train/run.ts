import { existsSync } from 'node:fs';
import { openDataset } from '../data/open.js';
import type { Dataset } from '../data/dataset.js';
import { identityDigest } from '../data/identity.js';
import { meanImage, type MeanOfImages } from '../data/mean.js';
import type { TensorflowFacts } from '../engine/facts.js';
import type { Program } from '../engine/program.js';
import { compile } from '../graph/compile.js';
import type { CompiledNetwork } from '../graph/compiled.js';
import type { Adoption } from '../network/init-from.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { specDigest } from '../spec/identity.js';
import type { Spec } from '../spec/schema/spec.js';
import { newestCheckpoint, type Checkpoint } from '../run/checkpoint-read.js';
import { initialWeights, type InitialWeights } from './init-from.js';
import { takeLock } from '../run/lock.js';
import { gatherProvenance } from './provenance.js';
import { expectMemory, memoryNeed } from './memory.js';
import { Preflight } from './preflight.js';
import { clearRun, expectRoom, expectSameSpec, readRecord } from '../run/folder.js';
import type { RunRecord } from '../run/record.js';
import { beginRecord } from './record.js';
import type { RunRequest } from './request.js';
import { trainInto } from './train-into.js';

/** TensorFlow, from src/engine. */
export interface Engine {
  openProgram(compiled: CompiledNetwork, adoptions?: readonly Adoption[]): Promise<Program>;
  tensorflowFacts(): TensorflowFacts;
}

export interface RunResult {
  readonly record: RunRecord;
  /** Whether the folder's run was finished already, so that nothing was done. */
  readonly alreadyFinished: boolean;
}

/**
 * Trains what a spec says into a folder: from the beginning, or from the newest checkpoint of the same spec's run there.
 *
 * @throws {DropinError} before the first step, with all that is wrong: the folder is another run's (2), in use (1), not
 *   writable (1) or without room (1), the data is missing or other data (3), the memory too small (1).
 */
export async function run(request: RunRequest, engine: Engine): Promise<RunResult> {
  const { folder, experiment } = request;
  const preflight = new Preflight();
  const unlock = await preflight.check(() => takeLock(folder.lock));
  try {
    const earlier = await preflight.check(() => earlierRun(request));
    if (unlock !== undefined && earlier?.status === 'finished') {
      return { record: earlier, alreadyFinished: true };
    }
    const dataset = await preflight.check(() => openData(request));
    try {
      if (dataset !== undefined) {
        await preflight.check(() => expectSameData(request, earlier, dataset));
      }
      if (unlock !== undefined) {
        await preflight.check(() => expectRoom(folder, experiment.network, experiment.spec.checkpoint.keep));
      }
      const compiled = compile(experiment.network, experiment.spec);
      await preflight.check(() => {
        expectMemoryFor(request, compiled, engine);
      });
      preflight.expectNone();
      // Only now, when nothing stands in the way of a new one, may an earlier run go.
      if (request.fresh && existsSync(folder.record)) await clearRun(folder);
      const beginning = await beginningOf(request, earlier);
      return { record: await train(request, compiled, engine, dataset!, beginning), alreadyFinished: false };
    } finally {
      await dataset?.close();
    }
  } finally {
    unlock?.();
  }
}

/** The record of the run to go on with; undefined where a new one begins. */
function earlierRun({ folder, fresh, experiment }: RunRequest): RunRecord | undefined {
  if (fresh && existsSync(folder.record)) return undefined;
  const record = readRecord(folder);
  if (record !== undefined) expectSameSpec(folder, record, experiment.spec);
  return record;
}

function openData({ experiment, observer }: RunRequest): Promise<Dataset> {
  return openDataset(experiment.descriptor, experiment.spec.dataset, ({ file, reason }) => {
    observer.warn(`${file} ${reason}; it is skipped`);
  });
}

function expectMemoryFor({ experiment }: RunRequest, compiled: CompiledNetwork, engine: Engine): void {
  const { spec, descriptor } = experiment;
  const { device } = engine.tensorflowFacts();
  const threaded = descriptor.format === 'folders';
  expectMemory(memoryNeed(compiled, spec, threaded), spec, device);
}

async function expectSameData(
  { folder, observer }: RunRequest,
  earlier: RunRecord | undefined,
  dataset: Dataset,
): Promise<void> {
  let said = false;
  const identity = await dataset.identity((_done, total) => {
    if (!said) observer.warn(`reading ${total} files to know the data by its contents, once`);
    said = true;
  });
  if (earlier === undefined) return;
  const { data_digest: before } = earlier.provenance;
  const now = identityDigest(identity);
  if (before === now || before === dataset.legacyDigest()) return;
  throw new DropinError(
    `${folder.path} was trained on other data (its digest was ${before}, and is ${now}): bring that back, or start over with --fresh`,
    EXIT.DATA,
  );
}

/** What a run begins with: its own newest checkpoint, else weights from another's, else the fillers' alone. */
interface Beginning {
  readonly earlier: RunRecord | undefined;
  readonly checkpoint: Checkpoint | undefined;
  readonly initial: InitialWeights | undefined;
}

async function beginningOf(request: RunRequest, earlier: RunRecord | undefined): Promise<Beginning> {
  const checkpoint = await checkpointOf(request, earlier);
  if (checkpoint !== undefined) return { earlier, checkpoint, initial: undefined };
  const warn = (message: string) => {
    request.observer.warn(message);
  };
  return { earlier, checkpoint, initial: await initialWeights(request.experiment, warn) };
}

async function train(
  request: RunRequest,
  compiled: CompiledNetwork,
  engine: Engine,
  dataset: Dataset,
  { earlier, checkpoint, initial }: Beginning,
): Promise<RunRecord> {
  const { experiment, folder, command } = request;
  const { spec } = experiment;
  const provenance = await gatherProvenance(
    engine.tensorflowFacts(),
    identityDigest(await dataset.identity()),
    command,
  );
  const mean = await neededMean(spec, dataset, (message) => {
    request.observer.warn(message);
  });
  const program = await engine.openProgram(compiled, initial?.adoptions);
  try {
    if (mean !== undefined) program.setMean(mean);
    if (checkpoint === undefined) program.initialize(spec.seed);
    else program.restore(checkpoint.prefix);
    if (initial !== undefined) program.adopt(initial.prefix);
    // A run that goes on keeps the digest that its checkpoints and its spec.yaml have, of whichever version.
    const digest = checkpoint?.state.spec_digest ?? specDigest(spec);
    const record = beginRecord(spec, digest, provenance, checkpoint?.state, earlier, initial?.from);
    return await trainInto(folder, { ...request, dataset, program, record, checkpoint });
  } finally {
    program.dispose();
  }
}

async function checkpointOf(
  { folder, observer }: RunRequest,
  earlier: RunRecord | undefined,
): Promise<Checkpoint | undefined> {
  if (earlier === undefined) return undefined;
  return newestCheckpoint(folder.checkpoints, earlier.spec_digest, (message) => {
    observer.warn(message);
  });
}

/** The mean that a spec's transform subtracts. */
export async function neededMean(
  { transform }: Spec,
  dataset: Dataset,
  say: (message: string) => void,
): Promise<MeanOfImages | undefined> {
  if (transform.mean === 'none') return undefined;
  return meanImage(dataset, (images) => {
    say(`computing the mean of ${images} training images, once`);
  });
}
