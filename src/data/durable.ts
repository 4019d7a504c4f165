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
