import { openTestLoader } from '../data/loader.js';
import { openDataset } from '../data/open.js';
import { compile } from '../graph/compile.js';
import type { Experiment } from '../network/load.js';
import { specDigest } from '../spec/identity.js';
import { chosenCheckpoint } from '../run/chosen-checkpoint.js';
import { dropInProgress } from './dropin.js';
import { neededMean } from './prepare.js';
import type { Engine } from './request.js';
import type { RunFolder } from '../run/folder.js';
import { recoverRecord } from '../run/recover.js';
import { testPass, type TestResult } from './test-pass.js';

export interface Evaluation extends TestResult {
  /** Iteration of the checkpoint. */
  readonly iteration: number;
}

/**
 * Tests a checkpoint of a run on the whole test set, with p as of its iteration.
 *
 * @param iteration Undefined for the newest checkpoint.
 * @throws {DropinError} exit code 2 if there is no such checkpoint, 1 if it is damaged or there is none at all.
 */
export async function evaluateRun(
  folder: RunFolder,
  experiment: Experiment,
  iteration: number | undefined,
  engine: Pick<Engine, 'openProgram'>,
  warn: (message: string) => void,
): Promise<Evaluation> {
  const { spec, network, descriptor } = experiment;
  const digest = (await recoverRecord(folder, warn))?.spec_digest ?? specDigest(spec);
  const { prefix, state } = await chosenCheckpoint(folder, digest, iteration, warn);
  const dataset = await openDataset(descriptor, spec.dataset, ({ file, reason }) => {
    warn(`${file} ${reason}; it is skipped`);
  });
  const program = await engine.openProgram(compile(network, spec));
  try {
    const mean = await neededMean(spec, dataset, warn);
    if (mean !== undefined) program.setMean(mean);
    program.restore(prefix);
    const loader = openTestLoader(dataset.test, dataset.imageShape, spec.transform, spec.test.batch);
    const copied = dropInProgress(network).copied(state.iteration);
    const result = (await testPass(program, loader, copied, { signal: undefined }))!;
    return { iteration: state.iteration, ...result };
  } finally {
    program.dispose();
    await dataset.close();
  }
}
