import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { note } from './progress.js';

/**
 * A lock between processes: a file that names its holder. It is stale when its holder on this machine no longer runs, or,
 * where the holder can't be looked up (another machine or container), when its heartbeat has stopped.
 */
const HEARTBEAT_MS = 2_000;
const SILENT_MS = 60_000;
const RETRY_MS = 250;

/** The locks this process holds, to be let go of when a signal ends it. @type {Set<string>} */
const held = new Set();

/**
 * Does the work while no other process holds the lock.
 * @template T
 * @param {string} path
 * @param {string} purpose what is waited for, should another process be at it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, purpose, work) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!take(path)) {
    removeIfStale(path);
    if (!told) note(`waiting for another process to finish ${purpose}`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  held.add(path);
  const heartbeat = setInterval(() => beat(path), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    held.delete(path);
    rmSync(path, { force: true });
  }
}

export function releaseHeldLocks() {
  for (const path of held) rmSync(path, { force: true });
}

/** @param {string} path */
function take(path) {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, JSON.stringify({ pid: process.pid, started: startTime(process.pid), host: hostname() }));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function beat(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The lock was taken away; what is published is published atomically, so the work goes on.
  }
}

/**
 * Moves a stale lock aside. Of two that try at once, the second may move the first's fresh lock: it puts that back.
 * @param {string} path
 */
function removeIfStale(path) {
  const seen = inspect(path);
  if (!seen?.stale) return;
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== seen.text) linkSync(aside, path);
  } catch {
    // Another process was quicker.
  }
  rmSync(aside, { force: true });
}

/** @param {string} path */
function inspect(path) {
  try {
    const text = readFileSync(path, 'utf8');
    const silent = Date.now() - statSync(path).mtimeMs > SILENT_MS;
    return { text, stale: text === '' ? silent : isStale(JSON.parse(text), silent) };
  } catch {
    return undefined;
  }
}

/** @param {{ pid: number, started: string, host: string }} holder @param {boolean} silent */
function isStale(holder, silent) {
  return holder.host === hostname() ? startTime(holder.pid) !== holder.started : silent;
}

/**
 * When a process began, in the kernel's ticks: tells it from a later process with the same number.
 * @param {number} pid
 */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return 'gone';
  }
}
