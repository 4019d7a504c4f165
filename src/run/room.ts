import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { Experiment } from '../network/load.js';
import { stateBytes } from '../network/state.js';
import type { CheckpointSpec } from '../spec/schema/solver.js';
import type { RunFolder } from './folder.js';
import { freeBytes } from '../common/disk.js';

/** Bytes to reserve for the curve, TensorBoard events and other small files of a run. */
const OTHER_FILES = 2 ** 24;

/** Largest number of checkpoints in a run's folder: those that are kept, and one more while it is written. */
function mostCheckpoints({ keep, keep_best: keepBest }: CheckpointSpec): number {
  return keep + (keepBest ? 1 : 0) + 1;
}

/** Largest size of a run's folder in bytes. */
export function runBytes({ network, spec }: Pick<Experiment, 'network' | 'spec'>): number {
  return mostCheckpoints(spec.checkpoint) * stateBytes(network, spec.solver) + OTHER_FILES;
}

/**
 * Checks before the first step that checkpoints can be written.
 *
 * @throws {DropinError} exit code 1, if the folder is not writable or the disk has too little space.
 */
export async function expectRoom(
  folder: RunFolder,
  { network, spec }: Pick<Experiment, 'network' | 'spec'>,
): Promise<void> {
  const count = mostCheckpoints(spec.checkpoint);
  const needed = runBytes({ network, spec });
  await probe(folder);
  const free = freeBytes(folder.path);
  if (free < needed) {
    const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
    throw new DropinError(
      `${folder.path}: ${megabytes(free)} are free, and ${count} checkpoints need ${megabytes(needed)}`,
    );
  }
}

async function probe(folder: RunFolder): Promise<void> {
  const file = join(folder.path, '.probe');
  try {
    await mkdir(folder.path, { recursive: true });
    await rm(file, { force: true });
    // Exclusive, so that a planted link is not followed.
    await writeFile(file, '', { flag: 'wx' });
    await rm(file);
  } catch (error) {
    throw new DropinError(`${folder.path} cannot be written to: ${messageOf(error)}`, EXIT.FAILED, {
      cause: error,
    });
  }
}
