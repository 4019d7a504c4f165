// Checkpoints that differ from what was written.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointsOf, newestCheckpoint } from '../work.js';
import { EXIT } from '../../setup/exit-codes.js';

/** @typedef {import('./index.js').Fault} Fault */

const DATA = 'model.data-00000-of-00001';

/** Stops a run at its second checkpoint. @param {import('../work.js').Work} work @param {(below: number) => number} random */
async function stoppedRun(work, random) {
  const out = work.fresh();
  const run = await work.startTo(out, 14 + random(20));
  run.process.kill('SIGTERM');
  assert.equal((await run.ended).code, EXIT.SIGTERM);
  return out;
}

/**
 * @param {string} name @param {RegExp} reason the reason reported for the checkpoint
 * @param {(checkpoint: string, random: (below: number) => number, run: string) => void} damage
 * @returns {Fault}
 */
function damagedCheckpoint(name, reason, damage) {
  return {
    name: `newest checkpoint ${name}`,
    expected: 'skipped with a message; the previous one is used',
    async attempt({ small }, random) {
      const out = await stoppedRun(small, random);
      const newest = newestCheckpoint(out);
      damage(newest, random, out);
      const { stderr } = await small.expectResumes(out);
      const line = stderr.split('\n').find((text) => text.includes('is damaged and skipped: ')) ?? stderr;
      assert.match(line, reason);
      assert.match(stderr, /resuming at iteration \d+ of 400/);
    },
  };
}

/** Changes some fields of a checkpoint's state.json. @param {string} checkpoint @param {object} change */
function editState(checkpoint, change) {
  const file = join(checkpoint, 'state.json');
  const state = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...state, ...change }));
}

/** @param {string} file @param {(below: number) => number} random */
function flipBit(file, random) {
  const bytes = readFileSync(file);
  const at = random(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  writeFileSync(file, bytes);
}

/** @type {Fault[]} */
export const checkpoints = [
  damagedCheckpoint('truncated', /the SHA-256 of model\.data-00000-of-00001 is wrong$/, (folder, random) => {
    const file = join(folder, DATA);
    truncateSync(file, random(readFileSync(file).length));
  }),
  damagedCheckpoint(
    'with one bit flipped',
    /the SHA-256 of model\.data-00000-of-00001 is wrong$/,
    (folder, random) => flipBit(join(folder, DATA), random),
  ),
  damagedCheckpoint(
    'with one bit of its index flipped',
    /the SHA-256 of model\.index is wrong$/,
    (folder, random) => flipBit(join(folder, 'model.index'), random),
  ),
  damagedCheckpoint('without one of its files', /model\.index is missing$/, (folder) =>
    rmSync(join(folder, 'model.index')),
  ),
  damagedCheckpoint('with half of its state.json', /state\.json is not JSON$/, (folder) =>
    truncateSync(join(folder, 'state.json'), 200),
  ),
  damagedCheckpoint(
    'of an older version',
    /state\.json has format 0, expected 1 or 2: another version of dropin wrote it$/,
    (folder) => editState(folder, { format: 0 }),
  ),
  damagedCheckpoint('of another spec', /it was made by another spec$/, (folder) =>
    editState(folder, { spec_digest: 'f'.repeat(64) }),
  ),
  damagedCheckpoint('in place of another iteration', /state\.json is of iteration \d+$/, (folder, _, run) => {
    const [older = assert.fail()] = checkpointsOf(run);
    rmSync(folder, { recursive: true });
    cpSync(older, folder, { recursive: true });
  }),
  {
    name: 'every checkpoint damaged',
    expected: 'starts over, with a reason for each',
    async attempt({ small }, random) {
      const out = await stoppedRun(small, random);
      const folders = checkpointsOf(out);
      for (const folder of folders) flipBit(join(folder, DATA), random);
      const { stderr } = await small.expectResumes(out);
      assert.equal(stderr.split('is damaged and skipped: ').length - 1, folders.length, stderr);
      assert.match(stderr, /training for 400 iterations/);
    },
  },
  {
    name: 'run.json cut in half',
    expected: 'rebuilt from the newest checkpoint with a message; it resumes',
    async attempt({ small }, random) {
      const out = await stoppedRun(small, random);
      truncateSync(join(out, 'run.json'), 300);
      const { stderr } = await small.expectResumes(out);
      assert.match(stderr, /run\.json is damaged: rebuilt from .*iteration-\d+$/m);
    },
  },
];
