import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder of what is kept once a machine, as in scripts/setup/paths.js: $DROPIN_CACHE, else ~/.cache/dropin. */
export function cacheRoot({ DROPIN_CACHE, XDG_CACHE_HOME } = process.env): string {
  if (DROPIN_CACHE !== undefined && DROPIN_CACHE !== '') return resolve(DROPIN_CACHE);
  const base =
    XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME;
  return join(base, 'dropin');
}
