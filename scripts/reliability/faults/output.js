// Standard output and standard error that cannot be written to, and what happens when a terminal closes.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { curveOf, DROPIN, startProgram } from '../processes.js';
import { EXIT } from '../../setup/exit-codes.js';

/** @typedef {import('./index.js').Fault} Fault */
/** @typedef {import('../work.js').Work} Work */

/**
 * Runs the small spec in a line of bash in which `$run` is the command and `$out` the run folder.
 * @param {Work} work @param {string} out @param {string} line
 */
function inShell({ folder, spec }, out, line) {
  const run = `'${process.execPath}' '${DROPIN}' run ${spec} --out ${out}`;
  return startProgram('bash', ['-c', line.replaceAll('$run', run).replaceAll('$out', out)], folder);
}

/**
 * Expects a run to end as if all of its output had been read.
 * @param {Work} work @param {string} line
 */
async function expectUndisturbed(work, line) {
  const out = work.fresh();
  const { code, stdout } = await inShell(work, out, line).ended;
  assert.equal(code, EXIT.OK, stdout);
  assert.equal(recordOf(out).status, 'finished');
  await work.expectResumes(out);
}

/**
 * The reader of the pipe dies first, then the run receives the signal.
 * @param {Work} work @param {(below: number) => number} random @param {string} redirection @param {NodeJS.Signals} signal
 * @param {number} code
 */
async function expectStoppedWithoutReader(work, random, redirection, signal, code) {
  const out = work.fresh();
  const reader = `${out}.reader`;
  const line = `{ $run; echo $? >$out.code; } ${redirection} { echo $BASHPID >${reader}; exec cat >/dev/null; }`;
  const { ended } = inShell(work, out, line);
  await until(() => curveOf(out).length > 3 + random(20));
  process.kill(Number(readFileSync(reader, 'utf8')), 'SIGKILL');
  process.kill(pidOf(out), signal);
  await ended;
  assert.equal(readFileSync(`${out}.code`, 'utf8'), `${code}\n`);
  const { status, signal: recorded, iteration } = recordOf(out);
  assert.deepEqual({ status, recorded }, { status: 'stopped', recorded: signal });
  const { stderr } = await work.expectResumes(out);
  assert.match(stderr, new RegExp(`resuming at iteration ${iteration} of`));
}

/** @param {string} out */
const recordOf = (out) => JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
/** @param {string} out */
const pidOf = (out) => JSON.parse(readFileSync(join(out, 'run.lock'), 'utf8')).pid;

/** @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) await sleep(2);
}

const FULL = existsSync('/dev/full') ? undefined : 'no /dev/full';

/** @type {Fault[]} */
export const output = [
  {
    name: '`2>&1 | tee log`, and Ctrl-C, which ends tee first',
    expected: 'exit code 130, a checkpoint at that step; resumes from it',
    attempt: ({ small }, random) =>
      expectStoppedWithoutReader(small, random, '2>&1 |', 'SIGINT', EXIT.SIGINT),
  },
  {
    name: 'the terminal closes: SIGHUP, and nothing reads the output',
    expected: 'exit code 129, a checkpoint at that step; resumes from it',
    attempt: ({ small }, random) =>
      expectStoppedWithoutReader(small, random, '2>&1 |', 'SIGHUP', EXIT.SIGHUP),
  },
  {
    name: '`2>&1 | head -1`',
    expected: 'trains to the end, exit code 0',
    attempt: ({ small }) => expectUndisturbed(small, 'set -o pipefail; $run 2>&1 | head -1'),
  },
  {
    name: 'a log on a full disk',
    expected: 'trains to the end, exit code 0',
    unavailable: FULL,
    attempt: ({ small }) => expectUndisturbed(small, '$run >/dev/full 2>&1'),
  },
  {
    name: 'standard output and standard error closed',
    expected: 'trains to the end, exit code 0',
    attempt: ({ small }) => expectUndisturbed(small, '$run >&- 2>&-'),
  },
  {
    name: '`--json` onto a full disk',
    expected: 'trains to the end, reports that the record was not written, exit code 1',
    unavailable: FULL,
    async attempt({ small }) {
      const out = small.fresh();
      const { code, stderr } = await inShell(small, out, '$run --json --quiet >/dev/full').ended;
      assert.equal(code, EXIT.FAILED);
      assert.match(
        stderr,
        /^dropin: cannot write to standard output: ENOSPC: no space left on device, write$/m,
      );
      assert.equal(recordOf(out).status, 'finished');
    },
  },
  {
    name: 'SIGUSR1, which makes Node open its inspector',
    expected: 'no inspector, trains to the end',
    async attempt({ small }, random) {
      const out = small.fresh();
      const run = await small.startTo(out, 2 + random(20));
      run.process.kill('SIGUSR1');
      await sleep(50);
      await assert.rejects(connect(9229), { code: 'ECONNREFUSED' });
      const { code, stderr } = await run.ended;
      assert.equal(code, EXIT.OK, stderr);
      assert.doesNotMatch(stderr, /Debugger/);
      await small.expectResumes(out);
    },
  },
];

/** @param {number} port @returns {Promise<void>} */
function connect(port) {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
