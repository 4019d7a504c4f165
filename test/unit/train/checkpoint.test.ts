import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { damageText, newestCheckpoint, readCheckpoint } from '../../../src/run/checkpoint-read.js';
import { checkpointIterations } from '../../../src/run/checkpoint-names.js';
import { writeCheckpoint } from '../../../src/train/checkpoint-write.js';

const folder = () => join(mkdtempSync(join(tmpdir(), 'dropin-checkpoints-')), 'checkpoints');

async function write(checkpoints: string, iteration: number, keep = 3, best?: number): Promise<void> {
  const state = { iteration, tested: true, elapsed_s: 1.5, spec_digest: 'spec', batches_sha256: '' };
  const save = (prefix: string) => {
    writeFileSync(`${prefix}.index`, 'index');
    writeFileSync(`${prefix}.data-00000-of-00001`, `weights of ${iteration}`);
  };
  mkdirSync(checkpoints, { recursive: true });
  await writeCheckpoint(checkpoints, { state, keep, best, save, curve: 'curve', record: '{}' });
}

async function newest(checkpoints: string, digest = 'spec') {
  const warnings: string[] = [];
  const checkpoint = await newestCheckpoint(checkpoints, digest, (damaged) =>
    warnings.push(damageText(damaged)),
  );
  return { iteration: checkpoint?.state.iteration, warnings };
}

describe('writeCheckpoint', () => {
  it('writes a folder that can be read back', async () => {
    const checkpoints = folder();
    await write(checkpoints, 500);
    expect(readdirSync(checkpoints)).toEqual(['iteration-00000500']);
    const { prefix, state } = await readCheckpoint(checkpoints, 500, 'spec');
    expect(prefix).toBe(join(checkpoints, 'iteration-00000500', 'model'));
    expect(existsSync(`${prefix}.index`)).toBe(true);
    expect(state).toMatchObject({ format: 2, iteration: 500, tested: true, elapsed_s: 1.5 });
    expect(Object.keys(state.sha256).sort()).toEqual([
      'curve.csv',
      'model.data-00000-of-00001',
      'model.index',
      'run.json',
    ]);
  });

  it('keeps the newest two', async () => {
    const checkpoints = folder();
    for (const iteration of [1, 2, 3, 4]) await write(checkpoints, iteration, 2);
    expect(await checkpointIterations(checkpoints)).toEqual([4, 3]);
  });

  it('keeps the best one besides the newest two, until another is the best', async () => {
    const checkpoints = folder();
    for (const iteration of [1, 2, 3, 4, 5]) await write(checkpoints, iteration, 2, 2);
    expect(await checkpointIterations(checkpoints)).toEqual([5, 4, 2]);
    await write(checkpoints, 6, 2, 4);
    await write(checkpoints, 7, 2, 4);
    expect(await checkpointIterations(checkpoints)).toEqual([7, 6, 4]);
  });

  it('replaces a damaged one of the same iteration, and the rest of an interrupted write', async () => {
    const checkpoints = folder();
    mkdirSync(join(checkpoints, 'iteration-00000500'), { recursive: true });
    writeFileSync(join(checkpoints, 'iteration-00000500', 'state.json'), '{');
    mkdirSync(join(checkpoints, '.unfinished'));
    writeFileSync(join(checkpoints, '.unfinished', 'left.over'), '');
    await write(checkpoints, 500);
    expect(await newest(checkpoints)).toEqual({ iteration: 500, warnings: [] });
    expect(readdirSync(join(checkpoints, 'iteration-00000500'))).not.toContain('left.over');
  });
});

describe('newestCheckpoint', () => {
  it('is undefined if there is none', async () => {
    expect(await newest(folder())).toEqual({ iteration: undefined, warnings: [] });
  });

  it.each<[string, (newestFolder: string) => void, RegExp]>([
    [
      'changed weights',
      (path) => {
        writeFileSync(join(path, 'model.data-00000-of-00001'), 'other');
      },
      /the SHA-256 of model\.data-00000-of-00001 is wrong$/,
    ],
    [
      'a missing file',
      (path) => {
        rmSync(join(path, 'model.index'));
      },
      /model\.index is missing$/,
    ],
    [
      'a cut state.json',
      (path) => {
        writeFileSync(join(path, 'state.json'), '{"format": 1');
      },
      /JSON/,
    ],
  ])('skips %s', async (_, damage, reason) => {
    const checkpoints = folder();
    await write(checkpoints, 1);
    await write(checkpoints, 2);
    damage(join(checkpoints, 'iteration-00000002'));
    const { iteration, warnings } = await newest(checkpoints);
    expect(iteration).toBe(1);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`${checkpoints}/iteration-00000002 is damaged and skipped: `);
    expect(warnings[0]).toMatch(reason);
  });

  it('ignores those of another spec', async () => {
    const checkpoints = folder();
    await write(checkpoints, 1);
    const { iteration, warnings } = await newest(checkpoints, 'another');
    expect(iteration).toBeUndefined();
    expect(warnings[0]).toContain('it was made by another spec');
  });
});
