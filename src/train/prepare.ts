import { mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Dataset } from '../data/dataset.js';
import { meanImage, type MeanOfImages } from '../data/mean.js';
import { cpuFlags } from '../engine/cpu-flags.js';
import type { Program } from '../engine/program.js';
import { compile } from '../graph/compile.js';
import { graphDigest } from '../graph/digest.js';
import { damageText, newestCheckpoint, type Checkpoint } from '../run/checkpoint-read.js';
import { keptCurve } from '../run/curve-file.js';
import type { RunRecord } from '../run/record.js';
import type { EarlierRun } from '../run/recover.js';
import type { Spec } from '../spec/schema/spec.js';
import { checkRun, type Checked, type Finished } from './check-run.js';
import { normalizationNote } from './devices.js';
import { fingerprintOf } from './fingerprint.js';
import { initialWeights, type InitialWeights } from './init-from.js';
import type { Opened } from './opened.js';
import { precisionNote } from './precision.js';
import { gatherProvenance } from './provenance.js';
import { beginRecord } from './record.js';
import type { Engine, RunRequest } from './request.js';
import { bitChanges, expectSameInitFrom } from './same-run.js';

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

/** Where a run starts: at a checkpoint, from the weights of another run (`init_from`), or from those of its fillers. */
interface Start {
  readonly checkpoint: Checkpoint | undefined;
  readonly initial: InitialWeights | undefined;
}

/**
 * Runs all checks before a run, finds the checkpoint to resume from, and opens the network. Changes nothing of an earlier
 * run, except that damaged checkpoints are moved aside.
 *
 * @param opened Collects the resources to close after the run.
 * @throws {DropinError} with all problems found, as `checkRun` does; also if the initial weights are missing or different.
 */
export async function prepare(
  request: RunRequest,
  engine: Engine,
  opened: Opened,
): Promise<Prepared | Finished> {
  const checked = await checkRun(request, engine, opened);
  if ('finished' in checked) return checked;
  const { folder, experiment, observer } = request;
  const start = await findStart(request, checked.earlier);
  const { checkpoint } = start;
  const curve = checkpoint && keptCurve(folder, checkpoint, observer.warn);
  const mean = await neededMean(experiment.spec, checked.dataset, observer.warn);
  const program = await engine.openProgram(checked.compiled, start.initial?.warmStarts);
  opened.add(() => {
    program.dispose();
  });
  if (mean !== undefined) program.setMean(mean);
  setWeights(program, start, experiment.spec.seed);
  return {
    dataset: checked.dataset,
    program,
    mean,
    record: await recordOf(request, engine, checked, start),
    resume: checkpoint && curve !== undefined ? { checkpoint, curve } : undefined,
  };
}

async function findStart(request: RunRequest, earlier: EarlierRun | undefined): Promise<Start> {
  const checkpoint = earlier && (await usableCheckpoint(request, earlier));
  if (checkpoint !== undefined) return { checkpoint, initial: undefined };
  const initial = await initialWeights(request, request.observer.warn);
  if (earlier !== undefined) expectSameInitFrom(request.folder, earlier, initial);
  return { checkpoint, initial };
}

function setWeights(program: Program, { checkpoint, initial }: Start, seed: number): void {
  if (checkpoint !== undefined) {
    program.restore(checkpoint.prefix);
    return;
  }
  program.initialize(seed);
  if (initial !== undefined) program.warmStart(initial.prefix);
}

/** The record at the start. Warns about whatever may make the results differ from those of another machine or of the earlier run. */
async function recordOf(
  request: RunRequest,
  engine: Engine,
  { compiled, data, earlier }: Checked,
  { checkpoint, initial }: Start,
): Promise<RunRecord> {
  const { folder, devices, observer } = request;
  const { spec, network } = request.experiment;
  const provenance = await gatherProvenance(engine.tensorflowFacts(), data.digest, request);
  const note = precisionNote(spec.solver, provenance.device, cpuFlags());
  if (note !== undefined) observer.warn(note);
  const normalization = normalizationNote(network, spec.solver, devices);
  if (normalization !== undefined) observer.warn(normalization);
  const fingerprint = fingerprintOf({
    spec,
    provenance,
    // What is computed, wherever that is.
    graph: graphDigest(devices === 1 ? compiled : compile(network, spec)),
    data,
    initFrom: initial?.fingerprint ?? checkpoint?.state.fingerprint?.init_from,
  });
  const changes = bitChanges(checkpoint, earlier, { fingerprint, provenance });
  if (changes.length > 0)
    observer.warn(`${folder.path}: results may differ in the last bits from here on: ${changes.join(', ')}`);
  return beginRecord({ ...request, spec, provenance, fingerprint, changes, checkpoint, earlier, initial });
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
