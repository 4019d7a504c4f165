import { statSync } from 'node:fs';

/** Caches what was read from files, and reads a file again only if it has changed. */
export class ChangedFiles<T> {
  private readonly known = new Map<string, { readonly stamp: string; readonly value: T }>();

  /** @param read Called if the file's size, modification time or inode differs from the last call. */
  read(path: string, read: () => T): T {
    const stamp = stampOf(path);
    const before = this.known.get(path);
    if (before?.stamp === stamp) return before.value;
    const value = read();
    this.known.set(path, { stamp, value });
    return value;
  }
}

/** Empty if the file does not exist. */
function stampOf(path: string): string {
  try {
    const { size, mtimeMs, ino } = statSync(path);
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    return '';
  }
}
