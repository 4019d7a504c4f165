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
import { messageOf } from '../errors.js';

/**
 * A lock between processes, for runs and for the set-up: a file that names its holder. It is stale if its holder is gone, or,
 * if the holder cannot be looked up (on another machine or in another container), if it has not been touched for a while.
 *
 * @typedef {object} Held a lock that another process holds
 * @property {import('./holder.js').Holder | undefined} holder undefined if the file cannot be read yet
 * @property {boolean} here whether the holder's process number is valid here
 * @property {number} silentMs time since the file was last touched
 */

/** A lock untouched for this long is stale. NFS clients cache file times for a minute; the rest is margin for a busy machine. */
export const SILENT_MS = 180_000;

/** A lock cannot be made, or there is something else at its path. */
export class LockError extends Error {}

/** The locks that this process holds. @type {Set<() => void>} */
const held = new Set();

/**
 * Takes a lock, also if it is stale.
 * @param {string} path in a folder that exists
 * @returns {{ release: () => void } | { held: Held }}
 * @throws {LockError} if no lock can be made
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
  throw new LockError(`${path} is being taken and released by other processes; try again`);
}

/**
 * The holder of a lock; undefined if nobody holds it. Writes nothing.
 * @param {string} path
 * @returns {Held | undefined}
 */
export function inspectLock(path) {
  const found = inspect(path, Date.now());
  return found?.stale === false ? found : undefined;
}

/** Releases every lock of this process, for a signal that ends it. */
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
      // The folder is no longer writable, which its user has already seen. The lock becomes stale when this process ends.
    }
  };
  held.add(release);
  return release;
}

/**
 * Creates the lock file atomically, with its content.
 * @param {string} path @param {string} text
 * @returns {{ taken: boolean, now: number }} now: the time by the file system's clock
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
      // NFS may report EEXIST for a link that it has just made.
      if (codeOf(error) === 'EEXIST') return { taken: fstatSync(file).nlink === 2, now };
      if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error)))
        return { taken: createInPlace(path, text), now };
      throw new LockError(`${path} cannot be created: ${messageOf(error)}`);
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
    throw new LockError(`${path} cannot be created: ${messageOf(error)}`);
  }
}

/** Creates a file exclusively, so that no link is followed. @param {string} path */
function openNew(path) {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    throw new LockError(`${dirname(path)} cannot be written to: ${messageOf(error)}`);
  }
}

/**
 * @param {string} path @param {number} now
 * @returns {(Held & { stale: boolean, text: string | undefined }) | undefined} undefined if there is no lock
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
 * @returns {{ text: string | undefined, mtimeMs: number } | undefined} text is undefined for a link, which is never a lock
 */
function readLock(path) {
  /** @type {number} */
  let file;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    // ENOTDIR: a parent in the path is a file.
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    if (codeOf(error) === 'ELOOP') return { text: undefined, mtimeMs: lstatSync(path).mtimeMs };
    throw new LockError(`${path} cannot be read: ${messageOf(error)}`);
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
 * Moves a stale lock aside and deletes it; puts it back if another process has just replaced it with its own.
 * @param {string} path @param {string | undefined} stale its content
 */
function removeStale(path, stale) {
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw new LockError(`${path} cannot be removed: ${messageOf(error)}`);
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
