import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { processStat } from './process-stat.js';

/**
 * The process that holds a lock, as described in its lock file.
 * @typedef {object} Holder
 * @property {number} pid
 * @property {string} host
 * @property {string} [process_start] start time of the process, which distinguishes it from a later process with the same ID; undefined if
 *   the system does not provide it
 * @property {string} [boot_id] identifies the running kernel, because two machines may share a host name
 * @property {string} [pid_namespace] where the process ID is valid, because containers number their processes themselves
 * @property {boolean} beats whether the holder touches its lock file while it lives
 */

/** The content of a lock file held by this process. */
export function ownLockText() {
  const holder = {
    pid: process.pid,
    host: hostname(),
    process_start: processStat(process.pid)?.start,
    boot_id: bootId(),
    pid_namespace: pidNamespace(),
    heartbeat: true,
  };
  return `${JSON.stringify(holder)}\n`;
}

/**
 * Parses the content of a lock file, also of earlier versions: their runs wrote `{pid, host, process_start}` and never touched
 * the file again; their set-ups wrote `{pid, host, started}` and touched it every two seconds.
 * @param {string} text
 * @returns {Holder | 'unfinished' | 'foreign'} unfinished: not JSON, maybe still being written; foreign: not a lock
 */
export function parseHolder(text) {
  /** @type {unknown} */
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    return 'unfinished';
  }
  if (typeof content !== 'object' || content === null) return 'foreign';
  const fields = /** @type {Record<string, unknown>} */ (content);
  const { pid, host } = fields;
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0 || typeof host !== 'string')
    return 'foreign';
  const started = textOr(fields.started);
  return {
    pid,
    host,
    process_start: textOr(fields.process_start) ?? started,
    boot_id: textOr(fields.boot_id),
    pid_namespace: textOr(fields.pid_namespace),
    beats: fields.heartbeat === true || started !== undefined,
  };
}

/** @param {unknown} value @returns {string | undefined} */
function textOr(value) {
  return typeof value === 'string' ? value : undefined;
}

/** Whether the holder's process ID is valid here. @param {Holder} holder */
export function isLocal(holder) {
  if (holder.boot_id === undefined) return holder.host === hostname();
  return holder.boot_id === bootId() && holder.pid_namespace === pidNamespace();
}

/**
 * Looks up the holder's process.
 * @param {Holder} holder
 * @returns {'alive' | 'gone' | 'unknown'} unknown: its process ID is not valid here, or it cannot be checked
 */
export function lookUp(holder) {
  if (!isLocal(holder)) return 'unknown';
  const stat = processStat(holder.pid);
  if (stat !== undefined) {
    if (stat.dead) return 'gone';
    if (holder.process_start === undefined) return 'unknown';
    return stat.start === holder.process_start ? 'alive' : 'gone';
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM means another user's process, which /proc may hide.
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return 'gone';
  }
  return 'unknown';
}

function bootId() {
  return readOr(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
}

function pidNamespace() {
  return readOr(() => readlinkSync('/proc/self/ns/pid'));
}

/** @param {() => string} read */
function readOr(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
