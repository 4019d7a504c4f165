// Seconds of training with DropIn until a test passes an accuracy, by this program and by PyTorch, in turn, seed by seed:
//   node scripts/bench/accuracy.js lenet10 [--until 0.98] [--interval 250] [--seeds 3] [--peers dropin,torch,…] [--out docs/bench]
// Both have the images in memory and train and test as the spec says. Tests count; starting and compiling the program does not,
// but torch.compile compiles in its first steps, which do.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from '../machine.js';
import { ROOT } from '../setup/paths.js';
import { makeReady } from '../setup/ready.js';
import { variantOf } from './peer.js';
import { peerPython } from './python.js';
import { medianOf, withoutOut, writeCells } from './table.js';

const PEERS = join(dirname(fileURLToPath(import.meta.url)), 'peers');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    until: { type: 'string', default: '0.98' },
    interval: { type: 'string', default: '250' },
    seeds: { type: 'string', default: '3' },
    peers: { type: 'string', default: 'dropin,torch,torch-channels-last,torch-compile-channels-last' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string' },
    out: { type: 'string' },
  },
});
const until = Number(values.until);

/** @typedef {{iteration: number, accuracy: number, seconds: number}} Test */
/** @typedef {{name: string, set: string[], seed: number, folder: string, negativeMean: number[] | null}} Task */

/**
 * The first test of a peer with the accuracy. The peer is stopped there.
 * @param {string} peer @param {Task} task @returns {Promise<Test>}
 */
async function firstPass(peer, task) {
  const { command, args } = peer === 'dropin' ? ours(task) : await inPyTorch(peer, task);
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: values.threads, OMP_NUM_THREADS: values.threads };
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      /** @type {Test} */
      const test = JSON.parse(line);
      if (test.accuracy >= until) return test;
    }
  } finally {
    child.kill();
    await ended;
  }
  throw new Error(`${peer} ended without an accuracy of ${until}`);
}

/** @param {Task} task */
function ours({ name, set, folder }) {
  const task = { spec: join(ROOT, 'configs', `${name}.yaml`), set, out: join(folder, 'run') };
  return { command: process.execPath, args: [join(PEERS, 'dropin_accuracy.js'), JSON.stringify(task)] };
}

/** @param {string} peer @param {Task} task */
async function inPyTorch(peer, { name, set, seed, folder, negativeMean }) {
  const { plainData, benchNetwork } = await import('./network.js');
  const { learningRate } = await import('#build/train/learning-rate.js');
  const { dropInProgress } = await import('#build/train/dropin.js');
  const bench = benchNetwork(name, undefined, set);
  const { spec, network } = bench;
  const { p } = dropInProgress(network);
  const iterations = Array.from({ length: spec.solver.iterations + 1 }, (_, iteration) => iteration);
  const plan = {
    ...{ folder, seed, until, imageShape: network.inputShape },
    ...{ negativeMean, mirror: spec.transform.mirror },
    ...{ interval: spec.test.interval, testBatch: spec.test.batch },
    rates: iterations.map((iteration) => learningRate(spec.solver, iteration)),
    p: iterations.map((iteration) => p(iteration) ?? 1),
  };
  const planFile = join(folder, 'plan.json');
  writeFileSync(planFile, JSON.stringify(plan));
  const task = {
    ...{ name, seed, batch: spec.solver.batch, p: 1, threads: Number(values.threads) },
    ...{ variant: variantOf(peer), ...plainData(bench) },
  };
  const args = [join(PEERS, 'torch_accuracy.py'), JSON.stringify(task), planFile];
  return { command: peerPython(values.python), args };
}

/**
 * Writes `<split>.pixels` and `<split>.labels` of a spec's data set, for PyTorch, and gives minus the mean that its transform
 * subtracts, of each channel or of each pixel value.
 * @param {string} name @param {string} folder @returns {Promise<number[] | null>}
 */
async function writeImages(name, folder) {
  const { openDataset } = await import('#build/data/open.js');
  const { openTestLoader } = await import('#build/data/loader.js');
  const { loadSpec } = await import('#build/spec/load.js');
  const { meanImage } = await import('#build/data/mean.js');
  const { negativeMean } = await import('#build/graph/mean.js');
  const { spec, descriptor } = loadSpec(join(ROOT, 'configs', `${name}.yaml`));
  const dataset = await openDataset(descriptor, spec.dataset);
  for (const split of [dataset.train, dataset.test]) {
    const loader = openTestLoader(split, dataset.imageShape, {}, 1000);
    for (let batch = await loader.next(); batch !== undefined; batch = await loader.next()) {
      appendFileSync(join(folder, `${split.name}.pixels`), batch.images);
      appendFileSync(join(folder, `${split.name}.labels`), new Uint8Array(batch.labels.slice().buffer));
    }
  }
  const { mean } = spec.transform;
  const image = mean === 'none' ? undefined : await meanImage(dataset);
  await dataset.close();
  if (image === undefined) return null;
  const { shape } = image;
  return [...negativeMean(image, { shape: mean === 'channel' ? shape.slice(-1) : [1, ...shape] })];
}

/** Every peer with every seed. @param {string} name */
async function measure(name) {
  const peers = values.peers.split(',').map((peer) => ({ peer, tests: /** @type {Test[]} */ ([]) }));
  const folder = mkdtempSync(join(tmpdir(), 'dropin-bench-'));
  try {
    const negativeMean = await writeImages(name, folder);
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      const set = [`seed=${seed}`, `test.interval=${values.interval}`];
      for (const { peer, tests } of peers) {
        const test = await firstPass(peer, { name, set, seed, folder, negativeMean });
        console.log(
          `${name} ${peer}, seed ${seed}: ${(100 * test.accuracy).toFixed(2)}% at ${test.iteration}, ${test.seconds.toFixed(1)} s`,
        );
        tests.push(test);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return peers.map(({ peer, tests }) => ({
    peer,
    iterations: tests.map(({ iteration }) => iteration),
    seconds: medianOf(tests.map(({ seconds }) => seconds)),
  }));
}

await makeReady('cpu');
console.log(machine());
for (const name of positionals) {
  const rows = await measure(name);
  const ours = rows[0]?.seconds ?? NaN;
  if (values.out) {
    writeCells(values.out, `accuracy-${name}`, {
      title: `Time to an accuracy of ${(100 * until).toFixed(0)}% with ${name}`,
      command: `node scripts/bench/accuracy.js ${withoutOut(process.argv.slice(2)).join(' ')}`,
      note: `Test passes every ${values.interval} iterations are part of the time; the median of the seeds.`,
      heading: ['peer', 'iterations, by seed', 'median s', 'ours/its time'],
      cells: rows.map(({ peer, iterations, seconds }) => [
        peer,
        iterations.join(' '),
        seconds.toFixed(1),
        (ours / seconds).toFixed(2),
      ]),
    });
  }
}
