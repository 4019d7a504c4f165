import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const TFJS = join(ROOT, 'node_modules/@tensorflow/tfjs-node-gpu');
/** Where the package looks for its binding. */
export const BINDING_LINK = join(TFJS, 'lib/napi-v8/tfjs_binding.node');
/** Our own addition (native/stderr.cc), beside the binding in the cache. */
export const STDERR_MODULE = 'stderr.node';
/** What the set-up remembers of itself; gone with node_modules, as it should be. */
export const STAMPS = join(ROOT, 'node_modules/.dropin');

/**
 * What is kept once a machine.
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheRoot(env = process.env) {
  if (env.DROPIN_CACHE) return resolve(env.DROPIN_CACHE);
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dropin');
}

/**
 * Every file below a folder, as paths that start with it, in a fixed order.
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
