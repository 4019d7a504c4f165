import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { extract, Parser, type ReadEntry } from 'tar';
import { DropinError, messageOf } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { writeSums } from './sums.js';

/** Limit on the total size of an archive's files: five times that of CIFAR-10. */
const MAX_BYTES = 2 ** 30;
const MAX_ENTRIES = 10_000;

/**
 * Unpacks the folder `folder` of a .tar.gz into `root`, through a temporary folder that is then renamed, so that the result
 * is always complete. An archive with anything but plain files and folders inside `folder` is refused before anything is
 * written.
 *
 * @throws {DropinError} exit code 3, naming the entry or what is wrong with the archive.
 */
export async function unpackFolder(archive: string, root: string, folder: string): Promise<void> {
  if (existsSync(join(root, folder))) return;
  const unfinished = join(root, `${folder}.unfinished-${randomUUID()}`);
  try {
    await expectPlain(archive, folder);
    mkdirSync(unfinished);
    await extract({ file: archive, cwd: unfinished, strict: true, preserveOwner: false });
    writeSums(join(unfinished, folder));
    renameSync(join(unfinished, folder), join(root, folder));
  } catch (error) {
    if (error instanceof DropinError) throw error;
    throw new DropinError(`data: ${archive} cannot be unpacked: ${messageOf(error)}`, EXIT.DATA, {
      cause: error,
    });
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function expectPlain(archive: string, folder: string): Promise<void> {
  const names = new Set<string>();
  let bytes = 0;
  await readEntries(archive, (entry) => {
    bytes += entry.size;
    const name = entry.path.replace(/\/$/, '');
    const problem = problemOf(entry, folder) ?? (names.has(name) ? 'appears twice' : undefined);
    names.add(name);
    if (problem !== undefined) return `${JSON.stringify(entry.path)} ${problem}`;
    if (names.size > MAX_ENTRIES) return `it has more than ${MAX_ENTRIES} entries`;
    return bytes > MAX_BYTES ? `its files have more than ${MAX_BYTES} bytes` : undefined;
  });
}

/** Reads an archive's entries up to the first that is refused. The rest, which may be endless, is not read. */
function readEntries(archive: string, refusal: (entry: ReadEntry) => string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const source = createReadStream(archive);
    const fail = (error: Error) => {
      source.destroy();
      reject(error);
    };
    const parser = new Parser({
      strict: true,
      onReadEntry(entry) {
        const reason = refusal(entry);
        if (reason !== undefined) fail(new DropinError(`data: ${archive} is refused: ${reason}`, EXIT.DATA));
        entry.resume();
      },
    });
    parser.on('end', resolve).on('error', fail);
    source.on('error', fail).on('data', (chunk) => parser.write(chunk));
    source.on('end', () => parser.end());
  });
}

function problemOf({ path, type }: ReadEntry, folder: string): string | undefined {
  if (type !== 'File' && type !== 'OldFile' && type !== 'Directory') return `is a ${type}`;
  const parts = path.split('/');
  if (isAbsolute(path) || parts.includes('..')) return 'points outside the folder';
  if (parts.slice(0, -1).some((part) => part === '' || part === '.')) return 'is not a plain path';
  if (parts[0] !== folder) return `is not in ${folder}/`;
  return undefined;
}
