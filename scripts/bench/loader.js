// Images per second from JPEG files and from shards, beside torchvision's DataLoader with two workers, in turn in one run:
//   node scripts/bench/loader.js FOLDER [--rounds 5] [--size 256] [--crop 227] [--python PATH] [--out docs/bench]
// FOLDER holds train/CLASS/*.JPEG, which both resize to size × size, cut to crop × crop at random and mirror; shards are
// prepared in it where it has none. Without --python the peer's virtual environment is made in the cache.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from '../machine.js';
import { ensureBuild } from '../setup/compile.js';
import { peerPython } from './python.js';
import { medianOf, withoutOut, writeCells } from './table.js';

const BATCH = 50;
const WORKERS = 2;
/** Images of a pass. */
const FILE_IMAGES = 5_000;
const SHARD_IMAGES = 20_000;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    size: { type: 'string', default: '256' },
    crop: { type: 'string', default: '227' },
    python: { type: 'string' },
    out: { type: 'string' },
  },
});
const size = Number(values.size);
const crop = Number(values.crop);
if (positionals[0] === undefined) throw new Error('name the folder that holds train/CLASS/*.JPEG');
const root = resolve(positionals[0]);

await ensureBuild();
const { openDataset } = await import('#build/data/open.js');
const { openTrainLoader } = await import('#build/data/loader.js');
const { imageOrder } = await import('#build/data/order.js');
const { writeShards } = await import('#build/data/shards/write.js');

/** @type {import('#build/spec/schema/descriptor.js').FoldersDescriptor} */
const descriptor = {
  name: 'bench',
  format: 'folders',
  image: [size, size, 3],
  classes: readdirSync(join(root, 'train')).length,
  train: { folder: 'train' },
  test: { folder: 'train' },
};

/** One pass of ours over the training images, after a first batch. @param {'files' | 'shards'} from */
async function ours(from) {
  const dataset = await openDataset(descriptor, { root, from, test_on: 'train' });
  const { count } = dataset.train;
  const steps = Math.ceil((from === 'shards' ? SHARD_IMAGES : Math.min(count, FILE_IMAGES)) / BATCH);
  const loader = openTrainLoader(dataset.train, dataset.imageShape, {
    transform: { mean: 'none', scale: 1, crop, pad: 0, mirror: true },
    order: imageOrder(1, count),
    seed: 1,
    batch: BATCH,
    firstBatch: 0,
  });
  await loader.next();
  const began = performance.now();
  for (let step = 0; step < steps; step++) await loader.next();
  const seconds = (performance.now() - began) / 1000;
  await dataset.close();
  return (steps * BATCH) / seconds;
}

/** Starts the peer; gives a function that runs one pass. */
function torchvision() {
  const script = fileURLToPath(new URL('loader.py', import.meta.url));
  const args = [script, join(root, 'train'), WORKERS, BATCH, size, crop].map(String);
  const child = spawn(peerPython(values.python), args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async pass() {
      child.stdin.write('\n');
      const { value, done } = await lines.next();
      if (done) throw new Error('torchvision ended early');
      return Number(value);
    },
    stop: () => child.stdin.end(),
  };
}

const shards = join(root, `shards-${size}x${size}x3`, 'index.json');
if (!existsSync(shards)) await writeShards(descriptor, root, { onBadImage: 'fail', onProgress: () => {} });
const peer = torchvision();
/** @param {string} name @param {() => Promise<number>} pass */
const source = (name, pass) => ({ name, pass, rates: /** @type {number[]} */ ([]) });
const theirs = source('torchvision', peer.pass);
const sources = [theirs, source('files', () => ours('files')), source('shards', () => ours('shards'))];
for (let round = 0; round < Number(values.rounds); round++) {
  for (const { pass, rates } of sources) rates.push(await pass());
}
peer.stop();

const peerMedian = medianOf(theirs.rates);
console.log(`${machine()}; batch ${BATCH}, ${size} cut to ${crop}; medians of ${values.rounds}`);
const cells = sources.map(({ name, rates }) => {
  const median = medianOf(rates).toFixed(0);
  const range = `${Math.min(...rates).toFixed(0)}–${Math.max(...rates).toFixed(0)}`;
  const ratio = (medianOf(rates) / peerMedian).toFixed(2);
  console.log(`${name.padEnd(12)} ${median.padStart(6)} images/s (${range}), ${ratio} × torchvision`);
  return [name, median, range, ratio];
});
if (values.out) {
  // The folder is this machine's, and no part of the record.
  const options = withoutOut(process.argv.slice(2)).filter((arg) => arg !== positionals[0]);
  writeCells(values.out, 'loader', {
    title: `Images a second, batch ${BATCH}, ${size}×${size} cut to ${crop}×${crop}, two workers`,
    command: `node scripts/bench/loader.js FOLDER ${options.join(' ')}`,
    heading: ['source', 'median images/s', 'range', 'of torchvision'],
    cells,
  });
}
