// The fuzz targets: for each reader, valid inputs to mutate, and how a mutated one is read.
import { archives } from './archives.js';
import { binaries } from './binaries.js';
import { pictures } from './pictures.js';
import { texts } from './texts.js';

/**
 * @typedef {(below: number) => number} Random
 * @typedef {object} Target
 * @property {(string | Uint8Array)[]} samples valid inputs
 * @property {(sample: any, random: Random) => string | Uint8Array} mutate
 * @property {(input: any) => unknown} read returns a result or a promise, or throws; may only write to its own folder
 * @property {(error: Error) => boolean} foreseen whether an error's message is meant for the user
 */

/** Makes each reader's target, by name; `folder` is its own. @typedef {Record<string, (folder: string) => Promise<Target>>} Targets */

/** @type {Targets} */
export const targets = { ...texts, ...binaries, ...pictures, ...archives };
