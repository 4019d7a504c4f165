import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { withLock } from './lock/wait.js';
import { findDamage, isUntouched, writeListing } from './listing.js';
import { note } from './progress.js';

/**
 * Makes sure that a folder of the cache is there and is what the set-up put there; one that is damaged is made again. The
 * folder appears under its name only when it is whole.
 * @param {object} piece
 * @param {string} piece.folder
 * @param {string} piece.cache
 * @param {string} piece.what e.g. TensorFlow
 * @param {string} piece.purpose what other set-ups wait for, e.g. the download of TensorFlow
 * @param {(partial: string) => Promise<void>} piece.make fills the folder that becomes `folder`
 */
export async function ensureCached({ folder, cache, what, purpose, make }) {
  if (isUntouched(folder)) return;
  const lock = join(cache, 'locks', `${what.toLowerCase()}-${basename(folder)}`);
  await withLock(lock, purpose, async () => {
    if (isUntouched(folder)) return;
    if (existsSync(folder)) {
      const damage = await findDamage(folder);
      if (damage === undefined) return writeListing(folder); // copied: only its files' times are others
      note(`${what} in ${folder} is damaged: ${damage}; setting it up again`);
    }
    const partial = `${folder}.partial`;
    await make(partial);
    await writeListing(partial);
    replace(folder, partial);
  });
}

/** Processes that run from the old folder keep its files. @param {string} folder @param {string} fresh */
function replace(folder, fresh) {
  const old = `${folder}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(fresh, folder);
  rmSync(old, { recursive: true, force: true });
}
