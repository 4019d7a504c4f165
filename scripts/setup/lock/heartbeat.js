import { closeSync, constants, futimesSync, openSync, writeSync } from 'node:fs';
import { Worker, isMainThread, workerData } from 'node:worker_threads';

const EVERY_MS = 10_000;

/**
 * Touches a lock file while its holder lives, from a thread of its own, since a training step may block the main thread
 * for minutes.
 * @param {string} path
 * @param {string} text the file's content
 * @param {number} [everyMs]
 * @returns {() => void} stops it
 */
export function startHeartbeat(path, text, everyMs = EVERY_MS) {
  /** @type {(() => void) | undefined} */
  let stopTimer;
  // Without a thread to spare, the main thread has to do.
  const worker = new Worker(new URL(import.meta.url), { workerData: { heartbeat: { path, text, everyMs } } });
  worker.on('error', () => {
    stopTimer = beat(path, text, everyMs);
  });
  worker.unref();
  return () => {
    stopTimer?.();
    void worker.terminate();
  };
}

/**
 * Writes the same bytes again and again: their time is then the file system's, whatever the clock here says. The
 * descriptor stays on this lock file, should another process ever take its place.
 * @param {string} path @param {string} text @param {number} everyMs
 */
function beat(path, text, everyMs) {
  /** @type {number} */
  let file;
  try {
    file = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
  } catch {
    return undefined; // The lock was given back already.
  }
  const timer = setInterval(() => touch(file, text), everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    closeSync(file);
  };
}

/** @param {number} file @param {string} text */
function touch(file, text) {
  try {
    writeSync(file, text, 0);
  } catch {
    try {
      futimesSync(file, new Date(), new Date());
    } catch {
      // The file system is gone or read-only: the next beat tries again.
    }
  }
}

if (!isMainThread && workerData?.heartbeat) {
  const { path, text, everyMs } = workerData.heartbeat;
  beat(path, text, everyMs);
  setInterval(() => undefined, 2 ** 31 - 1); // keeps the thread
}
