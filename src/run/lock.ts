import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { z } from 'zod';
import { DropinError } from '../common/errors.js';

const ownerSchema = z.strictObject({
  pid: z.number().int(),
  host: z.string(),
  /** Tells a process from a later one with the same number; undefined where the system does not say. */
  process_start: z.string().optional(),
});

type Owner = z.output<typeof ownerSchema>;

/**
 * Takes the lock of a run folder, a file that names its owner. The lock of a process that is gone is taken over.
 *
 * @returns How to give it back.
 * @throws {DropinError} exit code 1, naming the process that has it, or a folder that cannot be written to.
 */
export function takeLock(path: string): () => void {
  makeFolder(dirname(path));
  const own = `${JSON.stringify(ownerOf(process.pid))}\n`;
  for (let attempt = 0; attempt < 10; attempt++) {
    if (create(path, own)) {
      return () => {
        giveBack(path, own);
      };
    }
    const other = read(path);
    if (other !== undefined) {
      refuseIfAlive(path, other);
      removeStale(path, other);
    }
  }
  throw new DropinError(`${path} is being taken and given back by other processes; try again`);
}

/** Whether a run folder's lock is held: by a living process here, or, as far as can be seen, on another host. */
export function lockHolder(
  path: string,
): { readonly pid: number; readonly host: string; readonly here: boolean } | undefined {
  const content = read(path);
  const owner = content === undefined ? undefined : parseOwner(content);
  if (owner === undefined) return undefined;
  const here = owner.host === hostname();
  return here && !isAlive(owner) ? undefined : { pid: owner.pid, host: owner.host, here };
}

function giveBack(path: string, own: string): void {
  try {
    if (read(path) === own) rmSync(path, { force: true });
  } catch {
    // Its folder cannot be written to any more, which whoever worked in it has met. The lock of a process that is gone holds
    // nobody up.
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new DropinError(`${folder} cannot be made: ${String(error)}`, 1, { cause: error });
  }
}

function ownerOf(pid: number): Owner {
  return { pid, host: hostname(), process_start: processStart(pid) };
}

/** Makes the lock appear with its content at once: a lock that is there is never half-written. */
function create(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, content);
  } catch (error) {
    throw new DropinError(`${dirname(path)} cannot be written to: ${String(error)}`, 1, { cause: error });
  }
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // ENOTDIR: a file stands where the folder would be.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function refuseIfAlive(path: string, content: string): void {
  const owner = parseOwner(content);
  if (owner === undefined) return;
  const folder = dirname(path);
  if (owner.host !== hostname()) {
    throw new DropinError(
      `${folder} is in use by process ${owner.pid} on ${owner.host}; if that is gone, remove ${path}`,
    );
  }
  if (isAlive(owner)) {
    throw new DropinError(
      `${folder} is in use by process ${owner.pid}; wait for it, or name another folder with --out`,
    );
  }
}

/** Undefined for a file that is no lock of ours. */
function parseOwner(content: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(content));
  } catch {
    return undefined;
  }
}

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return processStart(owner.pid) === owner.process_start;
}

/** When a process began, in the kernel's clock ticks: field 22 of Linux's /proc/PID/stat. */
function processStart(pid: number): string | undefined {
  const stat = readProcStat(pid);
  // The second field is the command in parentheses, which may hold spaces.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function readProcStat(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Moves a stale lock away, and back if another process replaced it by its own just before. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== stale) linkSync(aside, path);
  rmSync(aside, { force: true });
}
