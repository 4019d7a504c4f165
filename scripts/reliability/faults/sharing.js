// Two processes in one folder, threads that die, a clock that is set back, and missing memory.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectRefusal } from '../work.js';
import { EXIT } from '../../setup/exit-codes.js';

/** @typedef {import('./index.js').Fault} Fault */

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** @param {'exits' | 'throws' | 'runs out of memory'} how @returns {Fault} */
function threadDies(how) {
  return {
    name: `a thread that reads images ${how}`,
    expected: 'exit code 1 with the reason; the same command resumes from the newest checkpoint',
    async attempt({ photos }, random) {
      const out = photos.fresh();
      const when = join(photos.folder, 'thread-dies');
      const env = {
        NODE_OPTIONS: `--import=${join(HERE, 'thread-dies.js')} --max-old-space-size=200`,
        THREAD_DIES_WHEN: when,
        THREAD_DIES_HOW: how,
      };
      const run = await photos.startTo(out, 8 + random(10), { env });
      writeFileSync(when, '');
      const ended = await run.ended;
      rmSync(when);
      expectRefusal(ended, EXIT.FAILED, /a thread that reads images (failed|ended)/);
      const { stderr } = await photos.expectResumes(out);
      assert.match(stderr, /resuming at iteration/);
    },
  };
}

/** Builds the library that sets the clock back, once. @param {string} folder @returns {string} its path */
function clockLibrary(folder) {
  const library = join(folder, 'clock.so');
  if (!existsSync(library)) {
    execFileSync('g++', ['-shared', '-fPIC', '-O1', join(HERE, 'clock.cc'), '-o', library, '-ldl']);
  }
  return library;
}

/** @type {Fault[]} */
export const sharing = [
  {
    name: 'a second run in the same folder',
    expected: 'the second is refused with exit code 1, naming the first, which continues',
    async attempt({ small }, random) {
      const out = small.fresh();
      const first = await small.startTo(out, 2 + random(20));
      // Suspended, so that it has not ended when the second one looks.
      first.process.kill('SIGSTOP');
      const second = await small.start(out).ended;
      first.process.kill('SIGCONT');
      expectRefusal(second, EXIT.FAILED, new RegExp(`is in use by process ${first.process.pid};`));
      assert.equal((await first.ended).code, EXIT.OK);
      await small.expectResumes(out);
    },
  },
  {
    name: 'two runs started at once in the same folder',
    expected: 'one runs, the other is refused with exit code 1',
    async attempt({ small }) {
      const out = small.fresh();
      const both = await Promise.all([small.start(out).ended, small.start(out).ended]);
      assert.deepEqual(both.map(({ code }) => code).sort(), [0, 1], both.map(({ stderr }) => stderr).join());
      await small.expectResumes(out);
    },
  },
  threadDies('exits'),
  threadDies('throws'),
  threadDies('runs out of memory'),
  {
    name: 'clock set back by a day during the run',
    expected: 'continues normally; times in the curve never decrease, and the lock still works',
    async attempt({ small }, random) {
      const out = small.fresh();
      const when = join(small.folder, 'clock-set-back');
      const env = { LD_PRELOAD: clockLibrary(small.folder), CLOCK_SET_BACK_WHEN: when };
      const run = await small.startTo(out, 4 + random(20), { env });
      writeFileSync(when, '');
      const ended = await run.ended;
      const second = await small.start(out, { env }).ended;
      rmSync(when);
      assert.equal(ended.code, EXIT.OK, ended.stderr);
      assert.match(second.stderr, /finished already/);
      const { started_at: from, updated_at: to } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
      assert.ok(Date.parse(to) < Date.parse(from), `the clock was not set back: ${from}, ${to}`);
      const rows = readFileSync(join(out, 'curve.csv'), 'utf8').trimEnd().split('\n').slice(1);
      const elapsed = rows.map((row) => Number(row.split(',').at(-1)));
      assert.deepEqual(
        elapsed,
        elapsed.toSorted((a, b) => a - b),
      );
      assert.ok(Number(elapsed.at(-1)) < 600, `${elapsed.at(-1)} s`);
      await small.expectResumes(out);
    },
  },
  {
    name: 'more memory needed than available',
    expected: 'exit code 1 before the first step, with the memory needed and available',
    async attempt({ small }) {
      const out = small.fresh();
      const args = ['--set', 'solver.batch=20000000'];
      const refused = await small.start(out, { args }).ended;
      expectRefusal(
        refused,
        1,
        /^the run needs about [\d.]+ GB of memory, but only [\d.]+ GB is free: .*solver\.batch$/m,
      );
      assert.equal(existsSync(join(out, 'curve.csv')), false);
      await small.expectResumes(out);
    },
  },
  {
    name: 'no data, no room for checkpoints and too little memory at once',
    expected: 'exit code 3 before the first step, reporting all three',
    async attempt({ small }) {
      const out = small.fresh();
      const settings = ['dataset.root=nowhere', 'checkpoint.keep=1000000000', 'solver.batch=20000000'];
      const refused = await small.start(out, { args: settings.flatMap((set) => ['--set', set]) }).ended;
      const [data, room, memory] = [
        /^- data: nowhere\/\S+ is missing, /m,
        /^- \S+: \d+ MB are free, and 1000000002 checkpoints need \d+ MB$/m,
        /^- the run needs about [\d.]+ GB of memory, /m,
      ];
      expectRefusal(refused, EXIT.DATA, /^3 problems:$/m);
      for (const line of [data, room, memory]) assert.match(refused.stderr, line);
      await small.expectResumes(out);
    },
  },
  {
    name: '--fresh when the new run cannot start',
    expected: 'refused; the earlier run is kept',
    async attempt({ small }) {
      const out = small.fresh();
      await small.expectResumes(out);
      const refused = await small.start(out, { args: ['--fresh', '--set', 'dataset.root=nowhere'] }).ended;
      expectRefusal(refused, EXIT.DATA, /^data: nowhere\/\S+ is missing, /m);
      assert.match((await small.expectResumes(out)).stderr, /finished already/);
    },
  },
];
