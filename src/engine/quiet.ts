import { closeSync, fstatSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { momentaryFolder } from './momentary.js';

/**
 * Runs `body` with the process's standard error going to a file. TensorFlow greets on it before its logging can be
 * told to be quiet. If `body` throws, what was written is shown after all. Where standard error can't be opened
 * again (a socket, say), nothing is redirected; neither where it is a file, since opening it again would lose the
 * place at which the programs that share it write.
 */
export async function quietly<T>(body: () => Promise<T>): Promise<T> {
  const folder = momentaryFolder('log');
  const log = join(folder, 'stderr');
  const original = redirect(log);
  try {
    return await body();
  } catch (error) {
    restore(original);
    process.stderr.write(readFileSync(log));
    throw error;
  } finally {
    restore(original);
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Original {
  /** A second descriptor of the real standard error; undefined once it is back. */
  fd: number | undefined;
}

function redirect(file: string): Original {
  closeSync(openSync(file, 'w'));
  const fd = reopened();
  if (fd !== undefined) replaceStderr(file);
  return { fd };
}

/** A second descriptor of standard error, where it can have one. */
function reopened(): number | undefined {
  if (fstatSync(2).isFile()) return undefined;
  try {
    return openSync('/proc/self/fd/2', 'a');
  } catch {
    return undefined;
  }
}

function restore(original: Original): void {
  if (original.fd === undefined) return;
  replaceStderr(`/proc/self/fd/${original.fd}`);
  closeSync(original.fd);
  original.fd = undefined;
}

/** Closes descriptor 2 and opens `path`, which takes the lowest free number. */
function replaceStderr(path: string): void {
  closeSync(2);
  const fd = openSync(path, 'a');
  if (fd !== 2) throw new Error(`standard error became descriptor ${fd}`);
}
