import { statSync } from 'node:fs';

/** Remembers what was read from files, and reads again only those that have changed since. */
export class ChangedFiles<T> {
  private readonly known = new Map<string, { readonly stamp: string; readonly value: T }>();

  /** @param read Called where the file's size or time of writing is another than at the last call for it. */
  read(path: string, read: () => T): T {
    const stamp = stampOf(path);
    const before = this.known.get(path);
    if (before?.stamp === stamp) return before.value;
    const value = read();
    this.known.set(path, { stamp, value });
    return value;
  }
}

/** Empty where the file cannot be looked at: it is missing, or a file stands in place of its folder. */
function stampOf(path: string): string {
  try {
    const { size, mtimeMs, ino } = statSync(path);
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    return '';
  }
}
