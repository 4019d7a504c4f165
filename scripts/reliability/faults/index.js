// All faults that `dropin` must survive without losing anything. Tests try each one once, scripts/reliability/report.js often.
import { Work } from '../work.js';
import { checkpoints } from './checkpoints.js';
import { data } from './data.js';
import { disks } from './disks.js';
import { inputs } from './inputs.js';
import { output } from './output.js';
import { sharing } from './sharing.js';
import { signals } from './signals.js';

/**
 * @typedef {object} Bench the runs on which faults are tried
 * @property {Work} small @property {Work} photos @property {Work} cifar
 */
/**
 * @typedef {object} Fault
 * @property {string} name
 * @property {string} expected the expected outcome
 * @property {(bench: Bench, random: (below: number) => number) => Promise<void>} attempt throws if anything was lost
 * @property {string} [unavailable] why it cannot be tried here
 * @property {boolean} [slow] takes more than a minute
 * @property {number} [times] how often it is tried for the figures, if different from the rest
 */

/** @type {Record<string, Fault[]>} */
export const faultGroups = { signals, output, disks, checkpoints, sharing, data, inputs };
/** @type {Fault[]} */
export const faults = Object.values(faultGroups).flat();

/** @returns {Promise<Bench>} */
export async function openBench() {
  return { small: Work.small(), photos: await Work.photos(), cifar: Work.cifar() };
}

/** @param {Bench} bench */
export function closeBench(bench) {
  for (const work of Object.values(bench)) work.dispose();
}
