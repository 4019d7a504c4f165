import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from '../data/digest.js';
import { checkpointStateSchema, type CheckpointState } from './checkpoint-state.js';
import { checkpointIterations, checkpointName, PREFIX } from './checkpoint-write.js';

/** A checkpoint whose files are whole. */
export interface Checkpoint {
  readonly folder: string;
  /** What `Program.restore` takes. */
  readonly prefix: string;
  readonly state: CheckpointState;
}

/** The checkpoint of one iteration. Throws an error that says what is wrong with it. */
export async function readCheckpoint(
  checkpoints: string,
  iteration: number,
  specDigest: string,
): Promise<Checkpoint> {
  const folder = join(checkpoints, checkpointName(iteration));
  const json: unknown = JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'));
  const state = checkpointStateSchema.parse(json);
  if (state.iteration !== iteration) throw new Error(`state.json is of iteration ${state.iteration}`);
  if (state.spec_digest !== specDigest) throw new Error('it was made by another spec');
  for (const [name, digest] of Object.entries(state.sha256)) {
    if ((await sha256OfFile(join(folder, name))) !== digest)
      throw new Error(`the SHA-256 of ${name} is wrong`);
  }
  return { folder, prefix: join(folder, PREFIX), state };
}

/**
 * The newest checkpoint that is whole.
 *
 * @param warn Told of every damaged one that is skipped.
 */
export async function newestCheckpoint(
  checkpoints: string,
  specDigest: string,
  warn: (message: string) => void,
): Promise<Checkpoint | undefined> {
  for (const iteration of await checkpointIterations(checkpoints)) {
    try {
      return await readCheckpoint(checkpoints, iteration, specDigest);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      warn(`checkpoint ${join(checkpoints, checkpointName(iteration))} is damaged and skipped: ${reason}`);
    }
  }
  return undefined;
}
