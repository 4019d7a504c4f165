import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeLock } from '../../../src/run/lock.js';

const lockPath = () => join(mkdtempSync(join(tmpdir(), 'dropin-lock-')), 'run', 'run.lock');

function heldBy(owner: object): string {
  const path = join(mkdtempSync(join(tmpdir(), 'dropin-lock-')), 'run.lock');
  writeFileSync(path, JSON.stringify(owner));
  return path;
}

describe('takeLock', () => {
  it('takes, and gives back', () => {
    const path = lockPath();
    takeLock(path)();
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('names the process that has it', () => {
    const path = lockPath();
    const unlock = takeLock(path);
    expect(() => takeLock(path)).toThrow(
      `${dirname(path)} is in use by process ${process.pid}; wait for it, or name another folder with --out`,
    );
    unlock();
    takeLock(path)();
  });

  it('takes over from a process that is gone', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const path = heldBy({ pid, host: hostname() });
    const unlock = takeLock(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
    unlock();
    expect(existsSync(path)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('takes over from an earlier process of the same number', () => {
    takeLock(heldBy({ pid: process.pid, host: hostname(), process_start: '1' }))();
  });

  it('takes over a file that is no lock', () => {
    const path = heldBy({});
    takeLock(path)();
    expect(existsSync(path)).toBe(false);
  });

  it('can not know of another machine', () => {
    const path = heldBy({ pid: 7, host: 'elsewhere' });
    expect(() => takeLock(path)).toThrow(
      `${dirname(path)} is in use by process 7 on elsewhere; if that is gone, remove ${path}`,
    );
  });

  it('says when the folder cannot be made', () => {
    expect(() => takeLock('/dev/null/run/run.lock')).toThrow(/^\/dev\/null\/run cannot be made: /);
  });
});
