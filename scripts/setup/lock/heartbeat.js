import { closeSync, constants, futimesSync, openSync, writeSync } from 'node:fs';
import { Worker, isMainThread, workerData } from 'node:worker_threads';

const EVERY_MS = 10_000;

/**
 * Touches a lock file periodically while its holder lives. A separate thread does that, because a training step may block the
 * main thread for minutes.
 * @param {string} path
 * @param {string} text the file's content
 * @param {number} [everyMs]
 * @returns {() => void} stops the heartbeat
 */
export function startHeartbeat(path, text, everyMs = EVERY_MS) {
  /** @type {(() => void) | undefined} */
  let stopTimer;
  // If no thread can be started, the main thread touches the file.
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
 * Rewrites the same bytes periodically, so that the file's time comes from the file system's clock, not this machine's. The
 * descriptor stays on this file even if another process replaces it.
 * @param {string} path @param {string} text @param {number} everyMs
 */
function beat(path, text, everyMs) {
  /** @type {number} */
  let file;
  try {
    file = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
  } catch {
    return undefined; // The lock has already been released.
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
      // The file system is gone or read-only; the next beat tries again.
    }
  }
}

if (!isMainThread && workerData?.heartbeat) {
  const { path, text, everyMs } = workerData.heartbeat;
  beat(path, text, everyMs);
  setInterval(() => undefined, 2 ** 31 - 1); // keeps the thread alive
}
