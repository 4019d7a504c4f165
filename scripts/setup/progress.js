/** Shows the progress of the set-up on stderr: one updated line on a terminal, plain lines elsewhere. */

import { isLive } from './terminal.js';

const terminal = isLive(process.stderr);
const PLAIN_EVERY_MS = 10_000;

/**
 * Runs one step and shows its progress: the text of `measure`, or the time passed.
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} work
 * @param {() => string} [measure]
 * @returns {Promise<T>}
 */
export async function step(label, work, measure) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const show = () => line(`${label} … ${measure ? measure() : seconds()}`);
  if (!terminal) line(`${label} …`);
  const timer = setInterval(show, terminal ? 200 : PLAIN_EVERY_MS);
  try {
    const result = await work();
    line(`${label}: done in ${seconds()}`, true);
    return result;
  } catch (error) {
    if (terminal) process.stderr.write('\n');
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** @param {string} text @param {boolean} [last] */
function line(text, last = false) {
  process.stderr.write(terminal ? `\r\x1b[2Kset-up: ${text}${last ? '\n' : ''}` : `set-up: ${text}\n`);
}

/** @param {string} text */
export function note(text) {
  line(text, true);
}

/** @param {number} done bytes @param {number} total bytes */
export function share(done, total) {
  const part = Math.min(1, done / total);
  const width = 24;
  const filled = Math.round(part * width);
  const bar = terminal ? `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ` : '';
  return `${bar}${Math.round(part * 100)}%  ${megabytes(Math.min(done, total))} of ${megabytes(total)} MB`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}
