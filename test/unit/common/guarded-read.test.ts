import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBytesGuarded, readTextGuarded } from '../../../src/common/guarded-read.js';

const folder = mkdtempSync(join(tmpdir(), 'dropin-guarded-'));

function fileOf(content: string | Uint8Array): string {
  const file = join(folder, 'file');
  writeFileSync(file, content);
  return file;
}

function errorOf(path: string, maxBytes = 1e6): string {
  try {
    readTextGuarded(path, maxBytes);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
}

describe('a file that the user named', () => {
  it('is read completely if it is a regular file', () => {
    expect(readTextGuarded(fileOf('é\n'.repeat(10_000)), 1e6)).toBe('é\n'.repeat(10_000));
    expect(readBytesGuarded(fileOf(new Uint8Array([0, 255])), 2)).toEqual(Buffer.from([0, 255]));
    expect(readTextGuarded(fileOf('\ufeffname: a'), 100)).toBe('name: a');
    expect(readTextGuarded(fileOf(''), 0)).toBe('');
  });

  it('is refused if it is a pipe, without waiting for a writer', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(errorOf(pipe)).toBe('expected a file, found a pipe');
  });

  it('is refused if it is a socket', async () => {
    const path = join(folder, 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(errorOf(path)).toBe('expected a file, found a socket');
    server.close();
  });

  it.each([
    ['a device', '/dev/zero', 'expected a file, found a device'],
    ['a folder', folder, 'expected a file, found a folder'],
    ['missing', join(folder, 'nowhere'), 'no such file'],
    ['below a file', join(fileOf('x'), 'y'), 'no such file: part of the path is not a folder'],
  ])('is refused if it is %s', (_what, path, message) => {
    expect(errorOf(path, 20)).toBe(message);
  });

  it('is refused if it is too large, or if its links form a cycle', () => {
    expect(errorOf(fileOf('x'.repeat(2_500_001)))).toBe('expected at most 1.0 MB, found 2.5 MB');
    symlinkSync('cycle', join(folder, 'cycle'));
    expect(errorOf(join(folder, 'cycle'))).toBe('its links form a cycle');
  });

  it('is refused if it is too large but reports no size', () => {
    expect(errorOf('/proc/self/maps', 20)).toMatch(/^expected at most 20 B, found \S+ k?B$/);
  });

  it.each([
    ['UTF-16, little-endian', Buffer.from('\ufeffname: a', 'utf16le'), 'UTF-16'],
    ['UTF-16 without a byte order mark', Buffer.from('name: a', 'utf16le'), 'UTF-16'],
    ['UTF-16, big-endian', Buffer.from('\ufeffname: a', 'utf16le').swap16(), 'UTF-16'],
    ['zeros', Buffer.from('name\0'), 'binary data'],
    [
      'Latin-1',
      Buffer.from('a: b\nname: Müller\n', 'latin1'),
      'bytes that are not UTF-8 in line 2 (perhaps Latin-1)',
    ],
  ])('is refused if its text is %s', (_what, bytes, found) => {
    expect(errorOf(fileOf(bytes))).toBe(`expected UTF-8, found ${found}: save the file as UTF-8`);
  });
});
