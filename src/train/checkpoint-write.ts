import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from '../data/digest.js';
import { CURVE_COPY, RECORD_COPY, STATE_FORMAT, type CheckpointState } from '../run/checkpoint-state.js';
import { checkpointIterations, checkpointName, PREFIX, UNFINISHED } from '../run/checkpoint-names.js';
import { syncToDisk } from '../common/durable.js';

/** Contents of a checkpoint. */
export interface CheckpointParts {
  readonly state: Omit<CheckpointState, 'format' | 'sha256'>;
  /** curve.csv and run.json up to this checkpoint, so that a run can resume from the checkpoint and spec.yaml alone. */
  readonly curve: string;
  readonly record: string;
  /** Number of newest checkpoints to keep, including this one. */
  readonly keep: number;
  /** Iteration of a checkpoint to keep besides them. */
  readonly best: number | undefined;
  /** Writes TensorFlow's checkpoint files with this prefix. */
  readonly save: (prefix: string) => void;
}

/**
 * Writes a checkpoint: all files go to a temporary folder, are flushed to disk and renamed, so that a checkpoint is always
 * complete. Then removes all checkpoints but the `keep` newest and the best.
 *
 * @param checkpoints An existing folder. It is not created here: if it is gone, the run was moved away.
 */
export async function writeCheckpoint(checkpoints: string, parts: CheckpointParts): Promise<void> {
  const unfinished = join(checkpoints, UNFINISHED);
  await rm(unfinished, { recursive: true, force: true }); // left by an interrupted write
  await mkdir(unfinished);
  parts.save(join(unfinished, PREFIX));
  await writeFile(join(unfinished, CURVE_COPY), parts.curve);
  await writeFile(join(unfinished, RECORD_COPY), parts.record);
  const sha256: Record<string, string> = {};
  for (const name of await readdir(unfinished)) sha256[name] = await sha256OfFile(join(unfinished, name));
  const state: CheckpointState = { format: STATE_FORMAT, ...parts.state, sha256 };
  await writeFile(join(unfinished, 'state.json'), `${JSON.stringify(state, null, 2)}\n`);
  for (const name of await readdir(unfinished)) await syncToDisk(join(unfinished, name));
  await syncToDisk(unfinished);

  const { iteration } = parts.state;
  const folder = join(checkpoints, checkpointName(iteration));
  await rm(folder, { recursive: true, force: true }); // a damaged checkpoint of the same iteration
  await rename(unfinished, folder);
  await syncToDisk(checkpoints);
  await prune(checkpoints, parts);
}

/** Removes only checkpoints older than the one just written, so that it never removes the newest. */
async function prune(checkpoints: string, { state, keep, best }: CheckpointParts): Promise<void> {
  const upTo = (await checkpointIterations(checkpoints)).filter((iteration) => iteration <= state.iteration);
  for (const iteration of upTo.slice(keep)) {
    if (iteration === best) continue;
    await rm(join(checkpoints, checkpointName(iteration)), { recursive: true, force: true });
  }
}
