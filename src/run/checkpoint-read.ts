import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { parseJson } from '../common/parse-json.js';
import { at } from '../common/plain.js';
import { sha256OfFile } from '../data/digest.js';
import { checkpointStateSchema, STATE_FORMAT, type CheckpointState } from './checkpoint-state.js';
import { checkpointIterations, checkpointName, PREFIX } from './checkpoint-names.js';

/** An intact checkpoint. */
export interface Checkpoint {
  readonly folder: string;
  /** Argument of `Program.restore`. */
  readonly prefix: string;
  readonly state: CheckpointState;
}

/** A checkpoint that cannot be used. */
export interface DamagedCheckpoint {
  readonly folder: string;
  readonly reason: string;
}

/**
 * Reads the checkpoint of one iteration, and verifies its files.
 *
 * @param digest Expected `spec_digest`, that of the run's record; undefined: any.
 * @throws {Error} saying what is wrong with the checkpoint.
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
 * Parses a state.json.
 *
 * @public Also used by scripts/fuzz.
 * @throws {Error} with a message of one line.
 */
export function parseState(text: string): CheckpointState {
  const json = parseJson(text);
  if (json === undefined) throw new Error('state.json is not JSON');
  const format = at(json, 'format');
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

/**
 * Reads the newest intact checkpoint.
 *
 * @param digest See `readCheckpoint`.
 * @param onDamaged Called with every newer checkpoint, which is damaged.
 * @throws {DropinError} exit code 1, if one cannot be read for a reason that may go away, such as a missing permission.
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
      if (TRANSIENT.includes((error as NodeJS.ErrnoException).code ?? '')) {
        throw new DropinError(`${folder} cannot be read: ${messageOf(error)}`, EXIT.FAILED, { cause: error });
      }
      onDamaged({ folder, reason: reasonOf(error) });
    }
  }
  return undefined;
}

/** Codes of errors that do not mean that the file is damaged: the next attempt may succeed. */
const TRANSIENT = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'EACCES', 'EPERM', 'ESTALE'];

/** `checkpoint … is damaged and skipped: model.index is missing` */
export function damageText({ folder, reason }: DamagedCheckpoint): string {
  return `checkpoint ${folder} is damaged and skipped: ${reason}`;
}

function reasonOf(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && path !== undefined) return `${basename(path)} is missing`;
  return messageOf(error);
}
