import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { filesOf, type RunFolder } from './folder.js';

/** Where the files of a run are while another run takes its place. */
const ASIDE = '.replaced';
/** Where they are while they are deleted. */
const DELETED = '.deleted';

/**
 * Moves a run's files aside, its record first: a folder without a record whose files are aside was interrupted, and
 * `restoreReplaced` brings them back. Nothing else in the folder is touched.
 */
export function moveAside(folder: RunFolder): void {
  const aside = join(folder.path, ASIDE);
  mkdirSync(aside, { recursive: true });
  for (const path of [folder.record, ...filesOf(folder)]) {
    if (existsSync(path)) renameSync(path, join(aside, basename(path)));
  }
}

/** Deletes what was moved aside, once the new run has a record of its own. */
export async function deleteReplaced(folder: RunFolder): Promise<void> {
  const [aside, deleted] = [join(folder.path, ASIDE), join(folder.path, DELETED)];
  await rm(deleted, { recursive: true, force: true });
  if (!existsSync(aside)) return;
  renameSync(aside, deleted);
  await rm(deleted, { recursive: true, force: true });
}

/** Finishes what an interrupted replacement began: the old run comes back, unless the new one has its record already. */
export async function restoreReplaced(folder: RunFolder): Promise<void> {
  if (existsSync(folder.record)) {
    await deleteReplaced(folder);
    return;
  }
  const aside = join(folder.path, ASIDE);
  if (!existsSync(aside)) return;
  const names = readdirSync(aside);
  const record = basename(folder.record);
  // The record last: until it is back, another interruption is restored in the same way.
  for (const name of [...names.filter((one) => one !== record), ...names.filter((one) => one === record)]) {
    const path = join(folder.path, name);
    rmSync(path, { recursive: true, force: true });
    renameSync(join(aside, name), path);
  }
  rmSync(aside, { recursive: true, force: true });
}
