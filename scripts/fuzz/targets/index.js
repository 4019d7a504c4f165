// What is fuzzed: for each reader, sound inputs to change and how a changed one is read.
import { archives } from './archives.js';
import { binaries } from './binaries.js';
import { pictures } from './pictures.js';
import { texts } from './texts.js';

/**
 * @typedef {(below: number) => number} Random
 * @typedef {object} Target
 * @property {(string | Uint8Array)[]} samples sound inputs
 * @property {(sample: any, random: Random) => string | Uint8Array} mutate
 * @property {(input: any) => unknown} read gives a result, possibly later, or throws; may write into its own folder only
 * @property {(error: Error) => boolean} foreseen whether an error's message is meant for the user
 */

/** Makes each reader's target, by its name; `folder` is its own. @typedef {Record<string, (folder: string) => Promise<Target>>} Targets */

/** @type {Targets} */
export const targets = { ...texts, ...binaries, ...pictures, ...archives };
