import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { filesOf, type RunFolder } from './folder.js';

/** Subfolder for the files of a run that another run is replacing. */
const ASIDE = '.replaced';
/** Subfolder for these files while they are being deleted. */
const DELETED = '.deleted';

/**
 * Moves a run's files aside, starting with the record, and leaves everything else in the folder. If this is interrupted, the
 * folder has no record, and `restoreReplaced` moves the files back.
 */
export function moveAside(folder: RunFolder): void {
  const aside = join(folder.path, ASIDE);
  mkdirSync(aside, { recursive: true });
  for (const path of [folder.record, ...filesOf(folder)]) {
    if (existsSync(path)) renameSync(path, join(aside, basename(path)));
  }
}

/** Deletes the files that were moved aside. Call it when the new run has a record. */
export async function deleteReplaced(folder: RunFolder): Promise<void> {
  const [aside, deleted] = [join(folder.path, ASIDE), join(folder.path, DELETED)];
  await rm(deleted, { recursive: true, force: true });
  if (!existsSync(aside)) return;
  renameSync(aside, deleted);
  await rm(deleted, { recursive: true, force: true });
}

/** Completes an interrupted replacement: restores the old run, unless the new one already has a record. */
export async function restoreReplaced(folder: RunFolder): Promise<void> {
  if (existsSync(folder.record)) {
    await deleteReplaced(folder);
    return;
  }
  const aside = join(folder.path, ASIDE);
  if (!existsSync(aside)) return;
  const names = readdirSync(aside);
  const record = basename(folder.record);
  // The record comes last, so that another interruption is handled in the same way.
  for (const name of [...names.filter((one) => one !== record), ...names.filter((one) => one === record)]) {
    const path = join(folder.path, name);
    rmSync(path, { recursive: true, force: true });
    renameSync(join(aside, name), path);
  }
  rmSync(aside, { recursive: true, force: true });
}
