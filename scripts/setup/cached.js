import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { withLock } from './lock/wait.js';
import { findDamage, isUntouched, writeListing } from './listing.js';
import { note } from './progress.js';

/**
 * Ensures that a folder of the cache exists and has the content that the set-up gave it. A damaged folder is made again. The
 * folder gets its final name only when it is complete.
 * @param {object} piece
 * @param {string} piece.folder
 * @param {string} piece.cache
 * @param {string} piece.what e.g. TensorFlow
 * @param {string} piece.purpose shown by other set-ups while they wait, e.g. the download of TensorFlow
 * @param {(partial: string) => Promise<void>} piece.make fills the folder that becomes `folder`
 */
export async function ensureCached({ folder, cache, what, purpose, make }) {
  if (isUntouched(folder)) return;
  const lock = join(cache, 'locks', `${what.toLowerCase()}-${basename(folder)}`);
  await withLock(lock, purpose, async () => {
    if (isUntouched(folder)) return;
    if (existsSync(folder)) {
      const damage = await findDamage(folder);
      if (damage === undefined) return writeListing(folder); // a copy: only the times of its files differ
      note(`${what} in ${folder} is damaged: ${damage}; setting it up again`);
    }
    const partial = `${folder}.partial`;
    await make(partial);
    await writeListing(partial);
    replace(folder, partial);
  });
}

/** Replaces a folder by renaming; processes that run from the old folder keep its open files. @param {string} folder @param {string} fresh */
function replace(folder, fresh) {
  const old = `${folder}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(fresh, folder);
  rmSync(old, { recursive: true, force: true });
}
