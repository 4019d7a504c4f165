/**
 * Stat fields that detect a changed or replaced file, as in git's index. Times are fractional milliseconds since 1970
 * (precise to 0.25 µs).
 */
export interface FileStat {
  readonly size: number;
  /** Time of the last change of its content. */
  readonly mtimeMs: number;
  /** Time of the last change of its content or attributes; unlike mtimeMs, programs cannot set it. */
  readonly ctimeMs: number;
  readonly ino: number;
}

/** Stats of many files; all zeros for files that cannot be read. */
export class FileStats {
  static readonly FIELDS = 4;
  /** `[count, 4]`: size, mtimeMs, ctimeMs, ino. */
  readonly values: Float64Array;

  constructor(valuesOrCount: Float64Array | number) {
    this.values =
      typeof valuesOrCount === 'number' ? new Float64Array(valuesOrCount * FileStats.FIELDS) : valuesOrCount;
  }

  set(file: number, { size, mtimeMs, ctimeMs, ino }: FileStat): void {
    this.values.set([size, mtimeMs, ctimeMs, ino], file * FileStats.FIELDS);
  }

  get(file: number): FileStat {
    const at = file * FileStats.FIELDS;
    const [size, mtimeMs, ctimeMs, ino] = this.values.subarray(at, at + FileStats.FIELDS);
    return { size: size!, mtimeMs: mtimeMs!, ctimeMs: ctimeMs!, ino: ino! };
  }

  /** Whether the stat of `file` equals that of `otherFile` in `other`. */
  same(file: number, other: FileStats, otherFile: number): boolean {
    const [at, otherAt] = [file * FileStats.FIELDS, otherFile * FileStats.FIELDS];
    for (let field = 0; field < FileStats.FIELDS; field++) {
      if (this.values[at + field] !== other.values[otherAt + field]) return false;
    }
    return true;
  }
}
