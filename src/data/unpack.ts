import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { extract, list, type ReadEntry } from 'tar';
import { DropinError } from '../spec/errors.js';

/** Files of an archive may hold so many bytes together. */
const MAX_BYTES = 2 ** 32;

/**
 * Unpacks the folder `folder` of a .tar.gz into `root`: into another place, then renamed, so that it is whole or not there.
 * An archive with anything but plain files and folders inside `folder` is refused before a byte of it is written.
 *
 * @throws {DropinError} exit code 3, naming the entry or what is wrong with the archive.
 */
export async function unpackFolder(archive: string, root: string, folder: string): Promise<void> {
  if (existsSync(join(root, folder))) return;
  const unfinished = join(root, `${folder}.unfinished`);
  rmSync(unfinished, { recursive: true, force: true });
  try {
    await expectPlain(archive, folder);
    mkdirSync(unfinished, { recursive: true });
    await extract({ file: archive, cwd: unfinished, strict: true, preserveOwner: false });
    renameSync(join(unfinished, folder), join(root, folder));
  } catch (error) {
    if (error instanceof DropinError) throw error;
    throw new DropinError(`data: ${archive} cannot be unpacked: ${String(error)}`, 3, { cause: error });
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function expectPlain(archive: string, folder: string): Promise<void> {
  const wrong: string[] = [];
  const names = new Set<string>();
  let bytes = 0;
  const check = (entry: ReadEntry) => {
    bytes += entry.size;
    const name = entry.path.replace(/\/$/, '');
    const problem = problemOf(entry, folder) ?? (names.has(name) ? 'is there twice' : undefined);
    names.add(name);
    if (problem !== undefined) wrong.push(`${JSON.stringify(entry.path)} ${problem}`);
  };
  await list({ file: archive, strict: true, onReadEntry: check });
  if (bytes > MAX_BYTES) wrong.push(`its files hold ${bytes} bytes`);
  const [first] = wrong;
  if (first !== undefined) throw new DropinError(`data: ${archive} is refused: ${first}`, 3);
}

function problemOf({ path, type }: ReadEntry, folder: string): string | undefined {
  if (type !== 'File' && type !== 'OldFile' && type !== 'Directory') return `is a ${type}`;
  const parts = path.split('/');
  if (isAbsolute(path) || parts.includes('..')) return 'leads out of the folder';
  if (parts.slice(0, -1).some((part) => part === '' || part === '.')) return 'is no plain path';
  if (parts[0] !== folder) return `is not in ${folder}/`;
  return undefined;
}
