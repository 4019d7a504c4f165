import type { Batch } from '../data/batch.js';
import { openTestLoader } from '../data/loader.js';
import { openDataset } from '../data/open.js';
import { compile } from '../graph/compile.js';
import type { Experiment } from '../network/load.js';
import { specDigest } from '../spec/identity.js';
import { chosenCheckpoint, type CheckpointChoice } from '../run/chosen-checkpoint.js';
import { Confusion, prediction, type ClassResult } from './confusion.js';
import { dropInProgress } from './dropin.js';
import { neededMean } from './prepare.js';
import type { Engine } from './request.js';
import type { RunFolder } from '../run/folder.js';
import { grownNetwork } from '../run/grown-network.js';
import { readNetworkInput } from '../run/network-input.js';
import { recoverRecord } from '../run/recover.js';
import { testPass, type TestResult } from './test-pass.js';

export interface Evaluation extends TestResult {
  /** Iteration of the checkpoint. */
  readonly iteration: number;
  /** Names of the classes, in the order of their numbers. */
  readonly classNames: readonly string[];
  readonly classes: readonly ClassResult[];
}

/** A test image and what the network says of it. */
export interface TestedImage {
  /** Index in the test set. */
  readonly index: number;
  /** Path relative to the data set's root; undefined if the image has no file of its own. */
  readonly file: string | undefined;
  readonly label: number;
  /** See `prediction`. */
  readonly predicted: number | undefined;
  /** `[classes]`; valid until the next image. */
  readonly logits: Float32Array;
}

export interface EvaluateOptions {
  readonly checkpoint: CheckpointChoice;
  readonly warn: (message: string) => void;
  /** Called for every image, in order, with the names of the classes. */
  readonly tested?: ((image: TestedImage, classNames: readonly string[]) => void) | undefined;
}

/**
 * Tests a checkpoint of a run on the whole test set, with p as of its iteration. Layers that had not come in are left out.
 *
 * @throws {DropinError} exit code 2 if there is no such checkpoint, 1 if it is damaged or there is none at all.
 */
export async function evaluateRun(
  folder: RunFolder,
  experiment: Experiment,
  engine: Pick<Engine, 'openProgram'>,
  { checkpoint, warn, tested }: EvaluateOptions,
): Promise<Evaluation> {
  const { spec, descriptor } = experiment;
  const digest = (await recoverRecord(folder, warn))?.spec_digest ?? specDigest(spec);
  const { prefix, state } = await chosenCheckpoint(folder, digest, checkpoint, warn);
  const network = grownNetwork(experiment.network, state);
  const dataset = await openDataset(descriptor, spec.dataset, ({ file, reason }) => {
    warn(`${file} ${reason}; it is skipped`);
  });
  const program = await engine.openProgram(compile(network, spec, { logits: true }));
  try {
    const mean = await neededMean(spec, dataset, warn);
    if (mean !== undefined) program.setMean(mean);
    program.restore(prefix);
    const loader = openTestLoader(dataset.test, dataset.imageShape, spec.transform, spec.test.batch);
    const copied = dropInProgress(network).copied(state.iteration);
    const classNames = readNetworkInput(folder, false)?.classes ?? dataset.classNames();
    const confusion = new Confusion(network.classes);
    const count = (batch: Batch, logits: Float32Array) => {
      for (const image of imagesOf(batch, logits)) {
        confusion.add(image.label, image.predicted);
        tested?.({ ...image, file: dataset.test.fileOf(image.index) }, classNames);
      }
    };
    const result = await testPass(program, loader, copied, { signal: undefined }, (batch, { logits }) => {
      count(batch, logits!);
    });
    return { iteration: state.iteration, ...result!, classNames, classes: confusion.results() };
  } finally {
    program.dispose();
    await dataset.close();
  }
}

function imagesOf({ labels, indices, count }: Batch, logits: Float32Array): Omit<TestedImage, 'file'>[] {
  const classes = logits.length / count;
  return Array.from({ length: count }, (_, slot) => {
    const label = labels[slot]!;
    const own = logits.subarray(slot * classes, (slot + 1) * classes);
    return { index: indices[slot]!, label, predicted: prediction(own, label), logits: own };
  });
}
