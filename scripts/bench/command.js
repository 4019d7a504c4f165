import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.js';
import { medianOf } from './table.js';

/** Runs `dropin` with some arguments, from the project's folder. @param {readonly string[]} args @returns seconds */
function seconds(args) {
  const began = performance.now();
  const options = /** @type {const} */ ({ cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const { status, stderr } = spawnSync(join(ROOT, 'bin', 'dropin'), args, options);
  if (status !== 0) throw new Error(`dropin ${args.join(' ')} failed: ${stderr}`);
  return (performance.now() - began) / 1000;
}

/**
 * Times a command, process start and end included. The first of `rounds` + 1 is not counted: it reads files from the disk.
 * @param {readonly string[]} args @param {number} rounds @returns seconds, as text: the median, and the fastest and slowest
 */
export function timeCommand(args, rounds) {
  seconds(args);
  const times = Array.from({ length: rounds }, () => seconds(args));
  return {
    median: medianOf(times).toFixed(3),
    range: `${Math.min(...times).toFixed(3)}–${Math.max(...times).toFixed(3)}`,
  };
}
