import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Flushes a file's content, or a folder's list of names, to the disk (fsync). */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether an error is the operating system's: a full disk, a missing permission, a deleted file. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** Writes all bytes. On a disk that is almost full, one write may take only some of them, and only the next one fails. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}
