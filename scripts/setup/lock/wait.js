import { dirname } from 'node:path';
import { SetupError } from '../errors.js';
import { makeFolder } from '../folders.js';
import { note } from '../progress.js';
import { LockError, tryLock } from './file.js';

const RETRY_MS = 250;

/**
 * Does the work while holding the lock; waits for other processes first.
 * @template T
 * @param {string} path
 * @param {string} purpose what another process is doing, shown while waiting for it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, purpose, work) {
  const release = await waitForLock(path, purpose);
  try {
    return await work();
  } finally {
    release();
  }
}

/** @param {string} path @param {string} purpose */
async function waitForLock(path, purpose) {
  for (let told = false; ; told = true) {
    const taken = attempt(path);
    if ('release' in taken) return taken.release;
    if (!told) note(`waiting for another process to finish ${purpose}${nameOf(taken.held)}`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** @param {string} path */
function attempt(path) {
  try {
    makeFolder(dirname(path));
    return tryLock(path);
  } catch (error) {
    if (error instanceof LockError) throw new SetupError(error.message);
    throw error;
  }
}

/** @param {import('./file.js').Held} held */
function nameOf({ holder, here }) {
  if (holder === undefined) return '';
  return ` (process ${holder.pid}${here ? '' : ` on ${holder.host}`})`;
}
