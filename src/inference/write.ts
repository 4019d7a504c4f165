import { existsSync, readdirSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { syncToDisk } from '../common/durable.js';
import { makeFolder } from '../common/disk.js';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';

/** The file by which a folder is known as an export. */
export const DESCRIPTION = 'model.json';

/**
 * Makes sure that an export may be written to a folder.
 *
 * @throws {DropinError} exit code 2, when something is there that is not to be replaced.
 */
export function expectFree(folder: string, force: boolean): void {
  if (!existsSync(folder) || isEmpty(folder)) return;
  if (!existsSync(join(folder, DESCRIPTION)))
    throw new DropinError(
      `${folder} exists but is not an export: name another folder with --out`,
      EXIT.USAGE,
    );
  if (!force)
    throw new DropinError(
      `${folder} exists: replace it with --force, or name another folder with --out`,
      EXIT.USAGE,
    );
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

/**
 * Writes files into a folder beside the one that is meant, synced, and renames it: at any moment the export is whole or not there.
 *
 * @throws {DropinError} exit code 1, where the folder cannot be written.
 */
export async function writeFolder(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  const parent = dirname(resolve(folder));
  makeFolder(parent);
  const unfinished = join(parent, `.${basename(folder)}.${process.pid}`);
  try {
    await rm(unfinished, { recursive: true, force: true }); // what a killed process left behind
    await mkdir(unfinished);
    for (const [name, content] of Object.entries(files)) {
      const file = await open(join(unfinished, name), 'wx');
      await file.writeFile(content);
      await file.sync();
      await file.close();
    }
    await syncToDisk(unfinished);
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
    await syncToDisk(parent);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw new DropinError(`${folder} cannot be written: ${messageOf(error)}`, EXIT.FAILED, { cause: error });
  }
}
