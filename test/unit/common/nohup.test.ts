import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startedByNohup } from '../../../src/common/nohup.js';

it.each([
  ['nohup’s: /dev/null for writing only', '/dev/null', '0100001', true],
  ['/dev/null for reading, as of a service', '/dev/null', '0100000', false],
  ['a terminal', '/dev/pts/0', '0100002', false],
  ['a file for writing only', '/tmp/file', '0100001', false],
])('nohup is recognized by the standard input: %s', (_, target, flags, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'dropin-nohup-'));
  symlinkSync(target, join(folder, 'link'));
  writeFileSync(join(folder, 'info'), `pos:\t0\nflags:\t${flags}\nmnt_id:\t25\n`);
  expect(startedByNohup(join(folder, 'link'), join(folder, 'info'))).toBe(expected);
});

it('without /proc it is not assumed to be nohup', () => {
  expect(startedByNohup('/no/such/link', '/no/such/info')).toBe(false);
});
