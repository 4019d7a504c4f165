import { dirname } from 'node:path';
import { LockError, SILENT_MS, inspectLock, tryLock, type Held } from '#setup/lock/file.js';
import { makeFolder } from '../common/disk.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';

/**
 * Takes the lock of a run folder: a file that names its owner. Takes over the lock of a process that no longer runs.
 *
 * @returns A function that releases the lock.
 * @throws {DropinError} exit code 1, naming the process that holds the lock, or a folder that is not writable.
 */
export function takeLock(path: string): () => void {
  makeFolder(dirname(path));
  const taken = attempt(() => tryLock(path));
  if ('release' in taken) return taken.release;
  throw new DropinError(inUse(path, taken.held));
}

/** The process that holds a lock: a running one on this machine, or one elsewhere that seems to run. Undefined if none does. */
export function lockHolder(
  path: string,
): { readonly pid: number; readonly host: string; readonly here: boolean } | undefined {
  const held = attempt(() => inspectLock(path));
  if (held?.holder === undefined) return undefined;
  return { pid: held.holder.pid, host: held.holder.host, here: held.here };
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof LockError ? new DropinError(error.message, EXIT.FAILED, { cause: error }) : error;
  }
}

function inUse(path: string, { holder, here, silentMs }: Held): string {
  const folder = dirname(path);
  const minutes = Math.round(SILENT_MS / 60_000);
  if (holder === undefined)
    return `${path} cannot be read: another process may be writing it; try again in ${minutes} minutes`;
  if (here)
    return `${folder} is in use by process ${holder.pid}; wait for it, or name another folder with --out`;
  const user = `${folder} is in use by process ${holder.pid} on ${holder.host}`;
  if (!holder.beats) return `${user}; if that is gone, remove ${path}`;
  const seconds = Math.round(silentMs / 1000);
  return `${user}, last seen ${seconds} s ago; if that is gone, try again in ${minutes} minutes`;
}
