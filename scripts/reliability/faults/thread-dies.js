// Loaded into every thread of a `dropin` process that is to lose one: a thread that reads images ends when a file appears.
import { existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const { THREAD_DIES_WHEN: when = '', THREAD_DIES_HOW: how } = process.env;

function die() {
  if (!existsSync(when)) return;
  if (how === 'exits') process.exit(9);
  if (how === 'throws') throw new Error('deliberate failure');
  const kept = [];
  for (;;) kept.push(new Array(1e6).fill(kept.length));
}

if (!isMainThread) setInterval(die, 2).unref();
