import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { sha256OfFile } from '../data/digest.js';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { checkpointStateSchema, STATE_FORMAT, type CheckpointState } from './checkpoint-state.js';
import { checkpointIterations, checkpointName, PREFIX } from './checkpoint-names.js';

/** A checkpoint whose files are whole. */
export interface Checkpoint {
  readonly folder: string;
  /** What `Program.restore` takes. */
  readonly prefix: string;
  readonly state: CheckpointState;
}

/** A checkpoint that cannot be used. */
export interface DamagedCheckpoint {
  readonly folder: string;
  readonly reason: string;
}

/**
 * The checkpoint of one iteration.
 *
 * @param digest `spec_digest` of the run's record; undefined: any.
 * @throws {Error} that says what is wrong with it.
 */
export async function readCheckpoint(
  checkpoints: string,
  iteration: number,
  digest: string | undefined,
): Promise<Checkpoint> {
  const folder = join(checkpoints, checkpointName(iteration));
  const state = parseState(await readFile(join(folder, 'state.json'), 'utf8'));
  if (state.iteration !== iteration) throw new Error(`state.json is of iteration ${state.iteration}`);
  if (digest !== undefined && state.spec_digest !== digest) throw new Error('it was made by another spec');
  for (const [name, expected] of Object.entries(state.sha256)) {
    if ((await sha256OfFile(join(folder, name))) !== expected)
      throw new Error(`the SHA-256 of ${name} is wrong`);
  }
  return { folder, prefix: join(folder, PREFIX), state };
}

/**
 * A state.json's content. Throws an error of one line.
 *
 * @public scripts/fuzz reads it as well.
 */
export function parseState(text: string): CheckpointState {
  const json = parseJson(text);
  const { format } = z.object({ format: z.unknown() }).catch({ format: undefined }).parse(json);
  if (typeof format === 'number' && (format < 1 || format > STATE_FORMAT)) {
    throw new Error(
      `state.json has format ${format}, expected 1 or ${STATE_FORMAT}: another version of dropin wrote it`,
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
    throw new Error('state.json is not JSON', { cause: error });
  }
}

/**
 * The newest checkpoint that is whole.
 *
 * @param digest See `readCheckpoint`.
 * @param onDamaged Told of every newer one that is damaged.
 * @throws {DropinError} when the machine, and not the content of a file, keeps one from being read.
 */
export async function newestCheckpoint(
  checkpoints: string,
  digest: string | undefined,
  onDamaged: (damaged: DamagedCheckpoint) => void,
): Promise<Checkpoint | undefined> {
  for (const iteration of await checkpointIterations(checkpoints)) {
    const folder = join(checkpoints, checkpointName(iteration));
    try {
      return await readCheckpoint(checkpoints, iteration, digest);
    } catch (error) {
      if (OF_THE_MACHINE.includes((error as NodeJS.ErrnoException).code ?? '')) {
        throw new DropinError(`${folder} cannot be read: ${messageOf(error)}`, EXIT.FAILED, { cause: error });
      }
      onDamaged({ folder, reason: reasonOf(error) });
    }
  }
  return undefined;
}

/** Errors that say nothing of the file: the next attempt may read it. */
const OF_THE_MACHINE = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'EACCES', 'EPERM', 'ESTALE'];

/** `checkpoint … is damaged and skipped: model.index is missing` */
export function damageText({ folder, reason }: DamagedCheckpoint): string {
  return `checkpoint ${folder} is damaged and skipped: ${reason}`;
}

function reasonOf(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && path !== undefined) return `${basename(path)} is missing`;
  return messageOf(error);
}
