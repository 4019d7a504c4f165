import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { startHeartbeat } from './heartbeat.js';
import { isLocal, lookUp, ownLockText, parseHolder } from './holder.js';

/**
 * A lock between processes, for runs and for the set-up: a file that names its holder. It is stale when its holder is gone,
 * or, where the holder cannot be looked up (another machine, another container), when it has not been touched for a while.
 *
 * @typedef {object} Held a lock that another process has
 * @property {import('./holder.js').Holder | undefined} holder undefined: the file cannot be read yet
 * @property {boolean} here whether the holder's process number is valid here
 * @property {number} silentMs since the file was last touched
 */

/** Longer than NFS clients keep a file's times (a minute), with room for a busy machine. */
export const SILENT_MS = 180_000;

/** Something other than a lock is in a lock's place, or a lock cannot be made there. */
export class LockError extends Error {}

/** The locks that this process holds. @type {Set<() => void>} */
const held = new Set();

/**
 * Takes a lock, from a holder that is gone too.
 * @param {string} path in a folder that exists
 * @returns {{ release: () => void } | { held: Held }}
 * @throws {LockError} where no lock can be made
 */
export function tryLock(path) {
  const text = ownLockText();
  for (let attempt = 0; attempt < 10; attempt++) {
    const { taken, now } = create(path, text);
    if (taken) return { release: releaseOf(path, text) };
    const found = inspect(path, now);
    if (found === undefined) continue;
    if (!found.stale) return { held: found };
    removeStale(path, found.text);
  }
  throw new LockError(`${path} is being taken and given back by other processes; try again`);
}

/**
 * Who holds a lock; undefined where nobody does. Writes nothing.
 * @param {string} path
 * @returns {Held | undefined}
 */
export function lookAtLock(path) {
  const found = inspect(path, Date.now());
  return found?.stale === false ? found : undefined;
}

/** Gives back every lock of this process, for a signal that ends it. */
export function releaseHeldLocks() {
  for (const release of held) release();
}

/** @param {string} path @param {string} text */
function releaseOf(path, text) {
  const stopHeartbeat = startHeartbeat(path, text);
  const release = () => {
    if (!held.delete(release)) return;
    stopHeartbeat();
    try {
      if (readLock(path)?.text === text) rmSync(path, { force: true });
    } catch {
      // Its folder cannot be written to any more, which whoever worked in it has seen. A dead holder's lock is stale.
    }
  };
  held.add(release);
  return release;
}

/**
 * Makes the lock appear with its content at once.
 * @param {string} path @param {string} text
 * @returns {{ taken: boolean, now: number }} now: the file system's clock
 */
function create(path, text) {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openNew(draft);
  try {
    writeSync(file, text);
    const now = fstatSync(file).mtimeMs;
    try {
      linkSync(draft, path);
      return { taken: true, now };
    } catch (error) {
      // NFS may report a link that it made as there already.
      if (codeOf(error) === 'EEXIST') return { taken: fstatSync(file).nlink === 2, now };
      if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error)))
        return { taken: createInPlace(path, text), now };
      throw new LockError(`${path} cannot be created: ${String(error)}`);
    }
  } finally {
    closeSync(file);
    rmSync(draft, { force: true });
  }
}

/** For file systems without hard links. @param {string} path @param {string} text */
function createInPlace(path, text) {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, text);
    closeSync(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new LockError(`${path} cannot be created: ${String(error)}`);
  }
}

/** Exclusively, so that no link is followed. @param {string} path */
function openNew(path) {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    throw new LockError(`${dirname(path)} cannot be written to: ${String(error)}`);
  }
}

/**
 * @param {string} path @param {number} now
 * @returns {(Held & { stale: boolean, text: string | undefined }) | undefined} undefined: there is no lock
 */
function inspect(path, now) {
  const lock = readLock(path);
  if (lock === undefined) return undefined;
  const silentMs = Math.max(0, now - lock.mtimeMs);
  const silent = silentMs > SILENT_MS;
  const parsed = lock.text === undefined ? 'foreign' : parseHolder(lock.text);
  if (parsed === 'foreign' || parsed === 'unfinished') {
    const stale = parsed === 'foreign' || silent;
    return { holder: undefined, here: true, silentMs, stale, text: lock.text };
  }
  const state = lookUp(parsed);
  const stale = state === 'gone' || (state === 'unknown' && parsed.beats && silent);
  return { holder: parsed, here: isLocal(parsed), silentMs, stale, text: lock.text };
}

/**
 * @param {string} path
 * @returns {{ text: string | undefined, mtimeMs: number } | undefined} without text: a link, which no lock is
 */
function readLock(path) {
  /** @type {number} */
  let file;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    // ENOTDIR: a file stands where the folder would be.
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    if (codeOf(error) === 'ELOOP') return { text: undefined, mtimeMs: lstatSync(path).mtimeMs };
    throw new LockError(`${path} cannot be read: ${String(error)}`);
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new LockError(`${path} is not a lock file: move it away`);
    return { text: readFileSync(file, 'utf8'), mtimeMs: stat.mtimeMs };
  } finally {
    closeSync(file);
  }
}

/**
 * Moves a stale lock aside, and back if another process replaced it with its own just before.
 * @param {string} path @param {string | undefined} stale its content
 */
function removeStale(path, stale) {
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw new LockError(`${path} cannot be removed: ${String(error)}`);
  }
  try {
    if (readLock(aside)?.text !== stale) linkSync(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code ?? '';
}
