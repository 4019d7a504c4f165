// What it costs to hand TensorFlow the images of a step: as a string that DecodeRaw takes apart, and as the bytes themselves,
// in turn in one run, alone and beside threads that copy memory:
//   node scripts/bench/feed.js [alexnet] [--rounds 5] [--feeds 8] [--busy 2] [--out docs/bench]
// A feed makes the tensor and runs a graph that views it as images and returns the last pixel.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { machine } from '../machine.js';
import { makeReady } from '../setup/ready.js';
import { medianOf, withoutOut, writeCells } from './table.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    feeds: { type: 'string', default: '8' },
    busy: { type: 'string', default: '2' },
    out: { type: 'string' },
  },
});
const name = positionals[0] ?? 'alexnet';

await makeReady('cpu');
const { allocateBatch } = await import('#build/data/batch.js');
const { openSession } = await import('#build/engine/session.js');
const { loadTfjs } = await import('#build/engine/tfjs.js');
const { Graph } = await import('#build/graph/graph.js');
const { cast } = await import('#build/graph/ops/cast.js');
const { decodeRaw } = await import('#build/graph/ops/decode-raw.js');
const { placeholder } = await import('#build/graph/ops/placeholder.js');
const { reshape } = await import('#build/graph/ops/reshape.js');
const { slice } = await import('#build/graph/ops/slice-pad.js');
const { savedModel } = await import('#build/graph/saved-model.js');
const { benchNetwork } = await import('./network.js');

const { spec, network } = benchNetwork(name, undefined);
const [height = 1, width = 1, channels = 1] = network.inputShape;
const count = spec.solver.batch;
const imageBytes = height * width * channels;

/** The graph as it is compiled: a string, DecodeRaw, the images, their last pixel. */
function lastPixel() {
  const graph = new Graph();
  const images = placeholder(graph, 'images', 'string', []);
  const pixels = reshape(graph, decodeRaw(graph, images), [count, height, width, channels]);
  const last = slice(graph, pixels, [count - 1, height - 1, width - 1, 0], [1, 1, 1, channels]);
  return {
    graph,
    signatures: { run: { inputs: { images }, outputs: { last: cast(graph, last, 'int32') } } },
  };
}

/** The same graph, loaded without changes. */
async function openString() {
  const tf = loadTfjs();
  const folder = mkdtempSync(join(tmpdir(), 'dropin-feed-'));
  writeFileSync(join(folder, 'saved_model.pb'), savedModel(lastPixel()));
  const model = await tf.node.loadSavedModel(folder, ['serve'], 'run');
  rmSync(folder, { recursive: true });
  return (/** @type {Uint8Array} */ images) =>
    tf.tidy(() => {
      const fed = tf.tensor([images], [], 'string');
      const outputs = /** @type {Record<string, import('@tensorflow/tfjs-node-gpu').Tensor>} */ (
        model.predict({ images: fed })
      );
      return /** @type {Int32Array} */ (outputs.last?.dataSync());
    });
}

const session = await openSession(lastPixel());
const large = allocateBatch(count, imageBytes).images;
const unaligned = new Uint8Array(new SharedArrayBuffer(large.length));
for (let i = 0; i < large.length; i++) large[i] = unaligned[i] = (i * 31) % 251;
const expected = [...large.subarray(large.length - channels)].join();
const fromString = await openString();
const ways = [
  { way: 'a string and DecodeRaw', feed: () => fromString(large) },
  { way: 'uint8 from a SharedArrayBuffer', feed: () => session.run('run', { images: unaligned }) },
  { way: 'uint8 from aligned memory', feed: () => session.run('run', { images: large }) },
].map((one) => ({ ...one, alone: /** @type {number[]} */ ([]), beside: /** @type {number[]} */ ([]) }));

/** Milliseconds of a feed, whose result is checked. @param {() => ArrayLike<number>} feed */
function timed(feed) {
  const began = performance.now();
  const last = feed();
  const ms = performance.now() - began;
  if (Array.from(last).join() !== expected)
    throw new Error(`expected ${expected}, found ${Array.from(last).join()}`);
  return ms;
}

/** @param {'alone' | 'beside'} column */
function measure(column) {
  for (let round = 0; round < Number(values.rounds); round++)
    for (const { feed, ...way } of ways)
      for (let i = 0; i < Number(values.feeds); i++) way[column].push(timed(feed));
}

for (const { feed } of ways) timed(feed);
measure('alone');
const copying = 'const a = new Uint8Array(2 ** 25), b = new Uint8Array(2 ** 25); for (;;) a.set(b);';
const busy = Array.from({ length: Number(values.busy) }, () => new Worker(copying, { eval: true }));
await Promise.all(busy.map((worker) => new Promise((resolve) => worker.once('online', resolve))));
measure('beside');
await Promise.all(busy.map((worker) => worker.terminate()));
session.dispose();

console.log(`${machine()}; ${name}: ${count} images of ${height}×${width}×${channels} bytes`);
const cells = ways.map(({ way, alone, beside }) => {
  const text = [alone, beside].flatMap((times) => [
    medianOf(times).toFixed(2),
    `${Math.min(...times).toFixed(2)}–${Math.max(...times).toFixed(2)}`,
  ]);
  console.log(`${way}: median ${text[0]} ms (${text[1]}); beside busy threads ${text[2]} ms (${text[3]})`);
  return [way, ...text];
});
if (values.out) {
  writeCells(values.out, 'feed', {
    title: `Feeding ${count} images of ${height}×${width}×${channels} bytes (${name})`,
    command: `node scripts/bench/feed.js ${withoutOut(process.argv.slice(2)).join(' ')}`,
    note: `Medians of ${values.rounds} rounds of ${values.feeds} feeds, alone and beside ${values.busy} threads that copy memory.`,
    heading: ['fed as', 'median ms', 'range', `median ms beside ${values.busy} threads`, 'range'],
    cells,
  });
}
