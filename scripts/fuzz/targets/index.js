// What is fuzzed: for each reader, sound inputs to change and how a changed one is read.
import { archives } from './archives.js';
import { binaries } from './binaries.js';
import { pictures } from './pictures.js';
import { texts } from './texts.js';

/**
 * @typedef {object} Target
 * @property {string} name
 * @property {(string | Uint8Array)[]} samples sound inputs
 * @property {(sample: any, random: (below: number) => number) => string | Uint8Array} mutate
 * @property {(input: any) => unknown} read gives a result, possibly later, or throws; may write into its own folder only
 * @property {(error: Error) => boolean} foreseen whether an error's message is meant for the user
 */

/** Makes a reader's target; `folder` is its own. @type {Record<string, (folder: string) => Promise<Target>>} */
export const targets = Object.fromEntries(
  Object.entries({ ...texts, ...binaries, ...pictures, ...archives }).map(([name, make]) => [
    name,
    async (folder) => ({ name, ...(await make(folder)) }),
  ]),
);
