import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program's root folder: a checkout, or the package installed by npm. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The folder of an npm package that the program depends on.
 * @param {string} name
 */
export function packageFolder(name) {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

/**
 * The cache folder, shared by all checkouts of a user: TensorFlow, its binding, and what is computed from data sets.
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheRoot(env = process.env) {
  if (env.DROPIN_CACHE) return resolve(env.DROPIN_CACHE);
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dropin');
}

/**
 * Paths of all files in a folder and its subfolders, sorted by name.
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}
