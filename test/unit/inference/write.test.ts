import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { expectFree, writeFolder } from '../../../src/inference/write.js';

function place(): string {
  const path = mkdtempSync(join(tmpdir(), 'dropin-test-'));
  onTestFinished(() => {
    rmSync(path, { recursive: true });
  });
  return path;
}

it('writes into a new folder, and replaces an export only on request', async () => {
  const parent = place();
  const folder = join(parent, 'net');
  expectFree(folder, false);
  await writeFolder(folder, { 'model.json': '{}', 'old.txt': '1' });
  expect(() => {
    expectFree(folder, false);
  }).toThrow(`${folder} exists: replace it with --force, or name another folder with --out`);
  expectFree(folder, true);
  await writeFolder(folder, { 'model.json': '{"new": 1}' });
  expect([readdirSync(parent), readdirSync(folder)]).toEqual([['net'], ['model.json']]);
  expect(readFileSync(join(folder, 'model.json'), 'utf8')).toBe('{"new": 1}');
});

it('never replaces a folder that is not an export', () => {
  const folder = join(place(), 'thesis');
  mkdirSync(folder);
  expectFree(folder, false);
  writeFileSync(join(folder, 'chapter'), '');
  expect(() => {
    expectFree(folder, true);
  }).toThrow(`${folder} exists but is not an export: name another folder with --out`);
});
