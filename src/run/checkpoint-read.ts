import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { sha256OfFile } from '../data/digest.js';
import { checkpointStateSchema, FORMAT, type CheckpointState } from './checkpoint-state.js';
import { checkpointIterations, checkpointName, PREFIX } from './checkpoint-names.js';

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
  const state = parseState(await readFile(join(folder, 'state.json'), 'utf8'));
  if (state.iteration !== iteration) throw new Error(`state.json is of iteration ${state.iteration}`);
  if (state.spec_digest !== specDigest) throw new Error('it was made by another spec');
  for (const [name, digest] of Object.entries(state.sha256)) {
    if ((await sha256OfFile(join(folder, name))) !== digest)
      throw new Error(`the SHA-256 of ${name} is wrong`);
  }
  return { folder, prefix: join(folder, PREFIX), state };
}

/** A state.json's content. Throws an error of one line. */
export function parseState(text: string): CheckpointState {
  const json = parseJson(text);
  const { format } = z.object({ format: z.unknown() }).catch({ format: undefined }).parse(json);
  if (typeof format === 'number' && format !== FORMAT) {
    throw new Error(
      `state.json has format ${format}, expected ${FORMAT}: another version of dropin wrote it`,
    );
  }
  const parsed = checkpointStateSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new Error(`state.json is wrong at ${JSON.stringify(path.join('.'))}: ${JSON.stringify(message)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('state.json is no JSON', { cause: error });
  }
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
      warn(
        `checkpoint ${join(checkpoints, checkpointName(iteration))} is damaged and skipped: ${reasonOf(error)}`,
      );
    }
  }
  return undefined;
}

function reasonOf(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && path !== undefined) return `${basename(path)} is missing`;
  return error instanceof Error ? error.message : String(error);
}
