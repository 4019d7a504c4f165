import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { curves, startSweep, sweep, sweepFolderOf, TINY } from './helpers.js';

const SIX = ['--lengths', '20,40,none', '--seeds', '2', '--jobs', '2', '--threads', '1'];

describe('six runs, two at a time', () => {
  it('end with the same curves after SIGKILL half-way as undisturbed, and no finished run is redone', async () => {
    const undisturbed = sweepFolderOf({ 'tiny.yaml': TINY });
    expect((await sweep(undisturbed, 'tiny.yaml', ...SIX)).code).toBe(0);
    const killed = sweepFolderOf({ 'tiny.yaml': TINY });
    const process = startSweep(killed, 'tiny.yaml', ...SIX);
    const finished = await firstFinished(killed, 2);
    process.child.kill('SIGKILL');
    await process.ended;
    const records = finished.map((path) => readFileSync(path, 'utf8'));
    const again = await sweep(killed, 'tiny.yaml', ...SIX);
    expect(again.code).toBe(0);
    expect(finished.map((path) => readFileSync(path, 'utf8'))).toEqual(records);
    expect(Object.keys(curves(killed))).toHaveLength(6);
    expect(curves(killed)).toEqual(curves(undisturbed));
    expect(again.stdout).toMatch(/^name +length +final accuracy +n\ntiny +20 +\d+\.\d\d% ± \d\.\d\d% +2\n/);
    expect(readFileSync(join(killed, 'results/sweeps/tiny/accuracy.csv'), 'utf8').split('\n')).toHaveLength(
      5,
    );
  });
});

/** The records of the first runs to finish, once there are so many. */
async function firstFinished(folder: string, count: number): Promise<string[]> {
  for (;;) {
    const results = join(folder, 'results');
    const records = existsSync(results)
      ? readdirSync(results).map((name) => join(results, name, 'run.json'))
      : [];
    const done = records.filter(
      (path) => existsSync(path) && readFileSync(path, 'utf8').includes('"finished"'),
    );
    if (done.length >= count) return done;
    await setTimeout(50);
  }
}
