import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { warmStartsOf, type WarmStart } from '../network/init-from.js';
import type { Network } from '../network/layer.js';
import { loadExperiment } from '../network/load.js';
import { displayName } from '../network/wiring.js';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { SpecIssuesError } from '../spec/issues.js';
import { damageText, newestCheckpoint, readCheckpoint, type Checkpoint } from '../run/checkpoint-read.js';
import { PREFIX } from '../run/checkpoint-names.js';
import type { Fingerprint } from '../run/fingerprint.js';
import { runFolder, type RunFolder } from '../run/folder.js';
import { readRecord } from '../run/record-file.js';
import type { RunRecord } from '../run/record.js';
import { sourceRun, sourceSpec } from '../run/source-run.js';
import type { RunRequest } from './request.js';

/** Weights that a run starts from. */
export interface InitialWeights {
  /** TensorFlow's prefix of another run's checkpoint. */
  readonly prefix: string;
  readonly from: NonNullable<RunRecord['init_from']>;
  readonly fingerprint: NonNullable<Fingerprint['init_from']>;
  readonly warmStarts: readonly WarmStart[];
}

/**
 * Finds the weights that `init_from` of a run’s spec names; undefined if the spec has no `init_from`.
 *
 * @param say Called with a message that lists the loaded layers and the others.
 * @throws {DropinError} exit code 2 if the run or checkpoint does not exist, or its layers do not fit.
 */
export async function initialWeights(
  { experiment, folder: own, origin }: Pick<RunRequest, 'experiment' | 'folder' | 'origin'>,
  say: (message: string) => void,
): Promise<InitialWeights | undefined> {
  const { spec, network, source } = experiment;
  const initFrom = spec.init_from;
  if (initFrom === undefined) return undefined;
  try {
    const named = sourceSpec(spec, origin.overrides.scale);
    const path = named === undefined ? initFrom.run! : sourceRun(named, dirname(own.path));
    const { folder, iteration } = locate(path);
    const earlier = loadExperiment(folder.spec);
    const warmStarts = warmStartsOf(network, earlier.network, initFrom);
    const { prefix, state } = await checkpointOf(folder, iteration, say);
    say(warmStartText(network, warmStarts, `${folder.path} at iteration ${state.iteration}`));
    const from = { run: folder.path, iteration: state.iteration, spec_digest: state.spec_digest };
    const sha256 = state.sha256[`${PREFIX}.data-00000-of-00001`] ?? '';
    return { prefix, from, warmStarts, fingerprint: { iteration: state.iteration, sha256 } };
  } catch (error) {
    if (error instanceof SpecIssuesError) throw source.explain(error.issues);
    throw error;
  }
}

/** `init_from: conv1_1, fc3 loaded from results/lenet at iteration 10000; fc4 initialized by its filler` */
function warmStartText({ layers }: Network, warmStarts: readonly WarmStart[], source: string): string {
  const started = new Set(warmStarts.map(({ parameter }) => parameter));
  const trained = layers.filter(({ parameters }) => parameters.length > 0);
  const names = (of: typeof trained) =>
    [...new Set(of.map(({ layer }) => displayName(layer.name)))].join(', ');
  const isLoaded = ({ parameters }: (typeof trained)[number]) =>
    parameters.every(({ name }) => started.has(name));
  const rest = trained.filter((layer) => !isLoaded(layer));
  const fillers = rest.length === 1 ? 'its filler' : 'their fillers';
  const initialized = rest.length === 0 ? '' : `; ${names(rest)} initialized by ${fillers}`;
  return `init_from: ${names(trained.filter(isLoaded))} loaded from ${source}${initialized}`;
}

/** The run's folder and, if the path names one of its checkpoints, the iteration of that checkpoint. */
function locate(path: string): { folder: RunFolder; iteration: number | undefined } {
  const number = /^iteration-(\d+)$/.exec(basename(path))?.[1];
  const folder = runFolder(number === undefined ? path : dirname(dirname(path)));
  if (existsSync(folder.record) && existsSync(folder.spec))
    return { folder, iteration: number === undefined ? undefined : Number(number) };
  const expected = 'the folder of a run, or of one of its checkpoints';
  throw new SpecIssuesError([{ path: ['init_from', 'run'], expected, found: JSON.stringify(path) }]);
}

async function checkpointOf(
  folder: RunFolder,
  iteration: number | undefined,
  warn: (message: string) => void,
): Promise<Checkpoint> {
  const digest = readRecord(folder)!.spec_digest;
  if (iteration !== undefined) {
    try {
      return await readCheckpoint(folder.checkpoints, iteration, digest);
    } catch (error) {
      const path = join(folder.checkpoints, `iteration ${iteration}`);
      throw new DropinError(
        `${path}: the checkpoint is missing or damaged: ${messageOf(error)}`,
        EXIT.USAGE,
        {
          cause: error,
        },
      );
    }
  }
  const newest = await newestCheckpoint(folder.checkpoints, digest, (damaged) => {
    warn(damageText(damaged));
  });
  if (newest === undefined)
    throw new DropinError(`${folder.checkpoints}: no undamaged checkpoint`, EXIT.USAGE);
  return newest;
}
