// Training steps of this program and of what a user would pick instead, in turn in one run:
//   node scripts/bench/steps.js lenet10 [--peers dropin,torch,…] [--rounds 5] [--steps 10] [--p 1] [--out docs/bench]
// With --precision bfloat16 the peers are those that compute in it, and our float32.
// With --check nothing is timed: every peer begins with our weights and its first losses are compared with ours.
// Without --python the Python peers' virtual environment is made in the cache.
import { parseArgs } from 'node:util';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from '../machine.js';
import { makeReady } from '../setup/ready.js';
import { batchOf } from './batches.js';
import { precisionOf, startPeer } from './peer.js';
import { printed, summarize, writeTable } from './table.js';

const CHECKED_STEPS = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    precision: { type: 'string', default: 'float32' },
    peers: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '10' },
    warmup: { type: 'string', default: '5' },
    p: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string' },
    check: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

const { suffix, peers: all } = precisionOf(values.precision);
const names = values.peers?.split(',') ?? all;

/** @param {string} name @param {string} [weights] folder where our program saves its first weights */
async function startAll(name, weights) {
  const task = {
    name,
    batch: batchOf(name),
    p: Number(values.p),
    threads: Number(values.threads),
    weights,
  };
  const peers = [];
  for (const peer of names) peers.push(await startPeer(peer, task, values.python));
  return peers;
}

/** Times steps, round by round, and gives a row a peer. @param {string} name */
async function time(name) {
  const peers = (await startAll(name)).map((peer) => ({
    ...peer,
    times: /** @type {number[]} */ ([]),
    rss: 0,
  }));
  for (const peer of peers) await peer.ask({ steps: Number(values.warmup) });
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const peer of peers) {
      const { ms, rss } = await peer.ask({ steps: Number(values.steps) });
      peer.times.push(...ms);
      peer.rss = Math.max(peer.rss, rss);
    }
  }
  for (const peer of peers) peer.stop();
  return summarize(name, Number(values.p), peers);
}

/**
 * Prints the losses of the same batch from the same weights. The first is without dropout, which every library draws
 * differently.
 * @param {string} name
 */
async function check(name) {
  const folder = mkdtempSync(join(tmpdir(), 'dropin-bench-'));
  const peers = [];
  try {
    peers.push(...(await startAll(name, folder)));
    for (const peer of peers) {
      const { losses } = await peer.ask({ check: CHECKED_STEPS });
      console.log(`${name} ${peer.name}: ${losses.map((loss) => loss.toFixed(6)).join(' ')}`);
    }
  } finally {
    for (const peer of peers) peer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await makeReady('cpu');
console.log(machine());
for (const name of positionals) {
  if (values.check) await check(name);
  else {
    const rows = await time(name);
    for (const row of rows) console.log(printed(row));
    if (values.out) writeTable(values.out, `${name}${suffix}`, rows, process.argv.slice(2));
  }
}
