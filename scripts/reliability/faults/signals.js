// Signals, at random moments of a run.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from '../../setup/exit-codes.js';

/** @typedef {import('./index.js').Fault} Fault */

/**
 * Starts a run and sends it a signal at a random moment, between the first row of its curve and shortly before its end.
 * @param {import('../work.js').Work} work @param {(below: number) => number} random
 * @param {(child: import('node:child_process').ChildProcess) => void} signal
 */
async function signalled(work, random, signal) {
  const out = work.fresh();
  const run = await work.startTo(out, 2 + random(32));
  await sleep(random(8));
  signal(run.process);
  return { out, ended: await run.ended };
}

/** @type {Fault[]} */
export const signals = [
  {
    name: 'SIGKILL while starting, training or writing',
    times: 50,
    expected: 'resumes from the newest checkpoint',
    async attempt({ small }, random) {
      const out = small.fresh();
      const first = small.start(out);
      await sleep(random(1200));
      first.process.kill('SIGKILL');
      await first.ended;
      await small.expectResumes(out);
    },
  },
  {
    name: 'SIGTERM',
    expected: 'exit code 143, a checkpoint at that step; resumes from it',
    async attempt({ small }, random) {
      const { out, ended } = await signalled(small, random, (child) => child.kill('SIGTERM'));
      await expectStopped(small, out, ended, EXIT.SIGTERM);
    },
  },
  {
    name: 'SIGHUP',
    expected: 'exit code 129, a checkpoint at that step; resumes from it',
    async attempt({ small }, random) {
      const { out, ended } = await signalled(small, random, (child) => child.kill('SIGHUP'));
      await expectStopped(small, out, ended, EXIT.SIGHUP);
    },
  },
  {
    name: 'SIGINT once',
    expected: 'exit code 130, a checkpoint at that step; resumes from it',
    async attempt({ small }, random) {
      const { out, ended } = await signalled(small, random, (child) => child.kill('SIGINT'));
      await expectStopped(small, out, ended, EXIT.SIGINT);
    },
  },
  {
    name: 'SIGINT twice',
    expected: 'exit code 130 at once; resumes from the newest checkpoint',
    async attempt({ small }, random) {
      const { out, ended } = await signalled(small, random, (child) => {
        child.kill('SIGINT');
        child.kill('SIGINT');
      });
      assert.equal(ended.code, EXIT.SIGINT, ended.stderr);
      await small.expectResumes(out);
    },
  },
];

/**
 * @param {import('../work.js').Work} work @param {string} out
 * @param {import('../processes.js').Ended} ended @param {number} code
 */
async function expectStopped(work, out, ended, code) {
  assert.equal(ended.code, code, ended.stderr);
  const stopped = /stopped at iteration (\d+) of \d+, checkpoint written/.exec(ended.stderr)?.[1];
  assert.notEqual(stopped, undefined, ended.stderr);
  const { stderr } = await work.expectResumes(out);
  assert.match(stderr, new RegExp(`resuming at iteration ${stopped} of`));
}
