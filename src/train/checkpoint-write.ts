import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from '../data/digest.js';
import { FORMAT, type CheckpointState } from '../run/checkpoint-state.js';
import { checkpointIterations, checkpointName, PREFIX, UNFINISHED } from '../run/checkpoint-names.js';
import { syncToDisk } from '../common/durable.js';

/** Removes what an interrupted write left behind. */
export async function removeUnfinished(checkpoints: string): Promise<void> {
  await rm(join(checkpoints, UNFINISHED), { recursive: true, force: true });
}

/**
 * Writes a checkpoint: all files into a folder of another name, flushed to the disk, then renamed, so that at any
 * moment each checkpoint is whole or not there. Older ones than the `keep` newest are removed afterwards.
 *
 * @param checkpoints A folder that is there: one that is gone was moved away with the run, and is not begun again.
 * @param save Writes TensorFlow's files with the given prefix.
 */
export async function writeCheckpoint(
  checkpoints: string,
  state: Omit<CheckpointState, 'format' | 'sha256'>,
  keep: number,
  save: (prefix: string) => void,
): Promise<void> {
  await removeUnfinished(checkpoints);
  const unfinished = join(checkpoints, UNFINISHED);
  await mkdir(unfinished);
  save(join(unfinished, PREFIX));
  const sha256: Record<string, string> = {};
  for (const name of await readdir(unfinished)) sha256[name] = await sha256OfFile(join(unfinished, name));
  const whole: CheckpointState = { format: FORMAT, ...state, sha256 };
  await writeFile(join(unfinished, 'state.json'), `${JSON.stringify(whole, null, 2)}\n`);
  for (const name of await readdir(unfinished)) await syncToDisk(join(unfinished, name));
  await syncToDisk(unfinished);

  const folder = join(checkpoints, checkpointName(state.iteration));
  await rm(folder, { recursive: true, force: true }); // a damaged one that was skipped
  await rename(unfinished, folder);
  await syncToDisk(checkpoints);
  await prune(checkpoints, keep);
}

async function prune(checkpoints: string, keep: number): Promise<void> {
  for (const iteration of (await checkpointIterations(checkpoints)).slice(keep)) {
    await rm(join(checkpoints, checkpointName(iteration)), { recursive: true, force: true });
  }
}
