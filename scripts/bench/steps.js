// Training steps of this program and of what a user would pick instead, in turn in one run:
//   node scripts/bench/steps.js lenet10 --peers dropin,eager-tfjs --rounds 5 --steps 10 --p 1
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeReady } from '../setup/ready.js';

const BATCHES = { lenet10: 64, cifar11: 50, alexnet13: 16, vgg16: 4 };
const here = dirname(fileURLToPath(import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: 'string', default: 'dropin,eager-tfjs' },
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '10' },
    warmup: { type: 'string', default: '5' },
    p: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
  },
});

/** One peer in a process of its own, which runs steps when told to. */
async function start(peer, network) {
  const task = {
    name: network,
    batch: BATCHES[network] ?? 64,
    p: Number(values.p),
    threads: Number(values.threads),
  };
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: values.threads, OMP_NUM_THREADS: values.threads };
  const child = spawn(process.execPath, [join(here, 'peers', `${peer}.js`), JSON.stringify(task)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${peer} ended early`);
    return JSON.parse(value);
  };
  await next();
  return {
    peer,
    times: [],
    rss: 0,
    async run(steps) {
      child.stdin.write(`${JSON.stringify({ steps })}\n`);
      return next();
    },
    stop: () => child.stdin.end(),
  };
}

function quantile(sorted, q) {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

await makeReady('cpu');
console.log(
  `${cpus()[0].model}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`,
);
for (const network of positionals) {
  const peers = [];
  for (const peer of values.peers.split(',')) peers.push(await start(peer, network));
  for (const peer of peers) await peer.run(Number(values.warmup));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const peer of peers) {
      const { ms, rss } = await peer.run(Number(values.steps));
      peer.times.push(...ms);
      peer.rss = Math.max(peer.rss, rss);
    }
  }
  const own = quantile(
    [...peers[0].times].sort((a, b) => a - b),
    0.5,
  );
  for (const { peer, times, rss, stop } of peers) {
    const sorted = [...times].sort((a, b) => a - b);
    const [low, median, high] = [0.1, 0.5, 0.9].map((q) => quantile(sorted, q));
    console.log(
      `${network} p=${values.p} ${peer}: median ${median.toFixed(1)} ms (10–90%: ${low.toFixed(1)}–${high.toFixed(1)}, n=${times.length}), ` +
        `${peers[0].peer}/${peer} ${(own / median).toFixed(3)}, ${(rss / 2 ** 20).toFixed(0)} MiB resident`,
    );
    stop();
  }
}
