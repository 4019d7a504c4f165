import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Returns when a file's content, or a folder's list of names, is on the disk and not only in memory. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** An error of the operating system: a full disk, a missing permission, a file that is gone. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** Writes all bytes: on a disk that is filling up, one write may take a part of them, and only the next fails. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}
