import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curveOf, curveReaches, dropin, start, workFolder } from '../train/dropin-process.js';

/** An undisturbed run. */
let folder: string;
let whole: string[];

beforeAll(async () => {
  folder = workFolder();
  const { code, stderr } = await dropin(folder, 'run', 'small.yaml');
  expect(code, stderr).toBe(0);
  whole = curveOf(join(folder, 'results/small'));
});

/** Stops a run in `out` when its curve has so many lines, so that it has checkpoints to go on from. */
async function stopped(out: string, lines = 14): Promise<string> {
  const { process: child, ended } = start(folder, 'run', 'small.yaml', '--out', out);
  await curveReaches(join(folder, out), lines);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(143);
  return join(folder, out);
}

/** The newest checkpoint's folder. */
function newest(run: string): string {
  const names = readdirSync(join(run, 'checkpoints')).filter((name) => name.startsWith('iteration-'));
  return join(run, 'checkpoints', names.sort().at(-1)!);
}

describe('a damaged checkpoint is passed over for the one before, and said:', () => {
  it.each<[string, (checkpoint: string) => void, RegExp]>([
    [
      'truncated',
      (checkpoint) => {
        writeFileSync(join(checkpoint, 'model.index'), '');
      },
      /damaged and skipped: the SHA-256 of model\.index is wrong/,
    ],
    [
      'one bit flipped',
      (checkpoint) => {
        const file = join(checkpoint, 'model.data-00000-of-00001');
        const bytes = readFileSync(file);
        bytes[bytes.length >> 1]! ^= 1;
        writeFileSync(file, bytes);
      },
      /damaged and skipped: the SHA-256 of model\.data-00000-of-00001 is wrong/,
    ],
    [
      'of another version',
      (checkpoint) => {
        const file = join(checkpoint, 'state.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"format": 1', '"format": 0'));
      },
      /is damaged and skipped: /,
    ],
    [
      'of another spec',
      (checkpoint) => {
        const file = join(checkpoint, 'state.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace(/"spec_digest": "./, '"spec_digest": "x'));
      },
      /damaged and skipped: it was made by another spec/,
    ],
  ])('%s', async (name, damage, message) => {
    const out = `damaged-${name.replaceAll(' ', '-')}`;
    const run = await stopped(out);
    damage(newest(run));
    const { code, stderr } = await dropin(folder, 'run', 'small.yaml', '--out', out);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/resuming at iteration \d+ of 400/);
    expect(curveOf(run)).toEqual(whole);
  });
});

describe('a folder', () => {
  it('that vanishes under way ends the run with a message, not a stack trace', async () => {
    const { process: child, ended } = start(folder, 'run', 'small.yaml', '--out', 'gone');
    await curveReaches(join(folder, 'gone'), 5);
    rmSync(join(folder, 'gone'), { recursive: true, force: true });
    const { code, stderr } = await ended;
    expect(child.killed).toBe(false);
    expect(code, stderr).toBe(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr).toContain('gone');
  });

  it('that is a file is refused', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { code, stderr } = await dropin(folder, 'run', 'small.yaml', '--out', 'file');
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(/^file cannot be made: /m);
  });
});

describe('SIGINT twice', () => {
  it('ends at once, and the run goes on from its checkpoint', async () => {
    const run = join(folder, 'twice');
    const { process: child, ended } = start(folder, 'run', 'small.yaml', '--out', 'twice');
    await curveReaches(run, 12);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect((await dropin(folder, 'run', 'small.yaml', '--out', 'twice')).code).toBe(0);
    expect(curveOf(run)).toEqual(whole);
  });
});

const disk = join(workFolder(), 'disk');
mkdirSync(disk);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', disk]).status === 0;

afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', disk]);
});

describe('a full disk', () => {
  it.skipIf(!mounted)(
    '(needs root, for a tmpfs) ends the run with its reason, and nothing is lost',
    async () => {
      const run = join(disk, 'run');
      const first = start(folder, 'run', 'small.yaml', '--out', run);
      await curveReaches(run, 10);
      spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=4k']);
      const { code, stderr } = await first.ended;
      expect(code, stderr).toBe(1);
      expect(stderr).not.toMatch(/\n\s+at /);
      const refused = await dropin(folder, 'run', 'small.yaml', '--out', run);
      expect(refused.code).toBe(1);
      rmSync(join(disk, 'filler'));
      const again = await dropin(folder, 'run', 'small.yaml', '--out', run);
      expect(again.code, again.stderr).toBe(0);
      expect(curveOf(run)).toEqual(whole);
    },
  );
});
