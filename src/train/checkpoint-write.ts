import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from '../data/digest.js';
import { CURVE_COPY, RECORD_COPY, STATE_FORMAT, type CheckpointState } from '../run/checkpoint-state.js';
import { checkpointIterations, checkpointName, PREFIX, UNFINISHED } from '../run/checkpoint-names.js';
import { syncToDisk } from '../common/durable.js';

/** What a checkpoint is made of. */
export interface CheckpointParts {
  readonly state: Omit<CheckpointState, 'format' | 'sha256'>;
  /** curve.csv and run.json up to here: a run can be resumed from the checkpoint and spec.yaml alone. */
  readonly curve: string;
  readonly record: string;
  /** Number of checkpoints that are kept, this one included. */
  readonly keep: number;
  /** Writes TensorFlow's files with the given prefix. */
  readonly save: (prefix: string) => void;
}

/**
 * Writes a checkpoint: all files into a folder of another name, flushed to the disk, then renamed, so that at any
 * moment each checkpoint is whole or not there. Older ones than the `keep` newest are removed afterwards.
 *
 * @param checkpoints A folder that is there: one that is gone was moved away with the run, and is not begun again.
 */
export async function writeCheckpoint(checkpoints: string, parts: CheckpointParts): Promise<void> {
  const unfinished = join(checkpoints, UNFINISHED);
  await rm(unfinished, { recursive: true, force: true }); // what an interrupted write left behind
  await mkdir(unfinished);
  parts.save(join(unfinished, PREFIX));
  await writeFile(join(unfinished, CURVE_COPY), parts.curve);
  await writeFile(join(unfinished, RECORD_COPY), parts.record);
  const sha256: Record<string, string> = {};
  for (const name of await readdir(unfinished)) sha256[name] = await sha256OfFile(join(unfinished, name));
  const whole: CheckpointState = { format: STATE_FORMAT, ...parts.state, sha256 };
  await writeFile(join(unfinished, 'state.json'), `${JSON.stringify(whole, null, 2)}\n`);
  for (const name of await readdir(unfinished)) await syncToDisk(join(unfinished, name));
  await syncToDisk(unfinished);

  const { iteration } = parts.state;
  const folder = join(checkpoints, checkpointName(iteration));
  await rm(folder, { recursive: true, force: true }); // a damaged one of the same iteration
  await rename(unfinished, folder);
  await syncToDisk(checkpoints);
  await prune(checkpoints, iteration, parts.keep);
}

/** Removes only checkpoints that are older than the one just written: it must never be pushed out by another. */
async function prune(checkpoints: string, written: number, keep: number): Promise<void> {
  const upTo = (await checkpointIterations(checkpoints)).filter((iteration) => iteration <= written);
  for (const iteration of upTo.slice(keep)) {
    await rm(join(checkpoints, checkpointName(iteration)), { recursive: true, force: true });
  }
}
