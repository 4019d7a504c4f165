import { statSync } from 'node:fs';

/** Remembers what was read from files, and reads again only those that have changed since. */
export class ChangedFiles<T> {
  private readonly known = new Map<string, { readonly stamp: string; readonly value: T }>();

  /** @param read Called where the file's size or time of writing is another than at the last call for it. */
  read(path: string, read: () => T): T {
    const stats = statSync(path, { throwIfNoEntry: false });
    const stamp = stats === undefined ? '' : `${stats.size} ${stats.mtimeMs} ${stats.ino}`;
    const before = this.known.get(path);
    if (before?.stamp === stamp) return before.value;
    const value = read();
    this.known.set(path, { stamp, value });
    return value;
  }
}
