import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeNamedFile } from '../../../src/cli/write-file.js';

it('a file in a folder that does not exist is named, with exit code 1', () => {
  const file = join(tmpdir(), 'dropin-no-such-folder', 'curve.svg');
  expect(() => {
    writeNamedFile(file, '');
  }).toThrow(
    expect.objectContaining({
      exitCode: 1,
      message: expect.stringContaining(`${file} cannot be written: ENOENT`) as string,
    }),
  );
});

it('a file is written whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dropin-write-'));
  writeNamedFile(join(folder, 'a.csv'), 'a,b\n');
  expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('a,b\n');
  rmSync(folder, { recursive: true });
});
