import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { formatBytes } from './format.js';

/** A file that cannot be used; the message says why, without the file's name: `expected a file, found a folder`. */
export class UnusableFileError extends Error {
  constructor(
    message: string,
    /** Error code of the system call that failed, such as `ENOENT` or `EACCES`; undefined if none failed. */
    readonly code?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'UnusableFileError';
  }
}

/**
 * Reads a file that the user named and that may therefore be anything. Refuses files of more than `maxBytes`, and anything
 * but regular files: reading a pipe or a device might block or never end.
 *
 * @throws {UnusableFileError}
 */
export function readBytesGuarded(path: string, maxBytes: number): Buffer {
  let fd: number | undefined;
  try {
    // O_NONBLOCK: opening a pipe must not wait for a writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new UnusableFileError(`expected a file, found ${kindOf(stats)}`);
    if (stats.size > maxBytes) throw tooLarge(maxBytes, stats.size);
    return readUpTo(fd, stats.size, maxBytes);
  } catch (error) {
    throw asUnusable(error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/**
 * Reads a text file that the user named, as `readBytesGuarded` does. It must be UTF-8; a byte order mark is dropped.
 *
 * @throws {UnusableFileError}
 */
export function readTextGuarded(path: string, maxBytes: number): string {
  const bytes = readBytesGuarded(path, maxBytes);
  const other = otherEncoding(bytes);
  if (other !== undefined) {
    throw new UnusableFileError(`expected UTF-8, found ${other}: save the file as UTF-8`);
  }
  return new TextDecoder().decode(bytes);
}

/** Reads to the end of the file: files in /proc have size 0, and others may grow. */
function readUpTo(fd: number, size: number, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.alloc(Math.max(size - total, 0) + 4096);
    const count = readSync(fd, chunk);
    if (count === 0) return Buffer.concat(chunks, total);
    chunks.push(chunk.subarray(0, count));
    total += count;
    if (total > maxBytes) throw tooLarge(maxBytes, total);
  }
}

function tooLarge(maxBytes: number, bytes: number): UnusableFileError {
  return new UnusableFileError(`expected at most ${formatBytes(maxBytes)}, found ${formatBytes(bytes)}`);
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  return 'a device';
}

function asUnusable(error: unknown): unknown {
  if (error instanceof UnusableFileError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  return new UnusableFileError(REASONS[code] ?? code, code, { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file: part of the path is not a folder',
  EACCES: 'no permission to read it',
  ELOOP: 'its links form a cycle',
  ENAMETOOLONG: 'the name is too long',
  // The error for opening a socket.
  ENXIO: 'expected a file, found a socket',
};

/** What the bytes seem to be if they are not UTF-8. */
function otherEncoding(bytes: Buffer): string | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 'UTF-16';
  const zero = bytes.indexOf(0);
  if (zero >= 0) return zero < 2 && bytes.length % 2 === 0 ? 'UTF-16' : 'binary data';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    return `bytes that are not UTF-8 in line ${lineOfInvalid(bytes)} (perhaps Latin-1)`;
  }
}

/** Number of the first line that is not UTF-8, counted from 1. */
function lineOfInvalid(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; ; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    const part = bytes.subarray(start, end);
    if (!Buffer.from(part.toString('utf8')).equals(part) || newline < 0) return line;
    start = end + 1;
  }
}
