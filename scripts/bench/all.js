// Every benchmark in one run, up to an hour on two cores; the tables go to --out, with a summary of the ratios:
//   node scripts/bench/all.js [--images FOLDER] [--out docs/bench] [--python PATH]
// FOLDER holds train/CLASS/*.JPEG; without it the loader is not timed.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { machine } from '../machine.js';
import { makeReady } from '../setup/ready.js';
import { NETWORKS } from './batches.js';
import { BFLOAT16_PEERS, FLOAT32_PEERS } from './peer.js';
import { markdownRows } from './table.js';

const { values } = parseArgs({
  options: {
    images: { type: 'string' },
    out: { type: 'string', default: 'docs/bench' },
    python: { type: 'string' },
  },
});
/** Rounds and steps: a large network's take seconds. @type {Record<string, {steps: string[], peers?: string[], ramp: string[]}>} */
const SETTINGS = {
  lenet10: {
    steps: ['--rounds', '5', '--steps', '8'],
    peers: ['--peers', `${FLOAT32_PEERS.join()},eager-tfjs`],
    ramp: ['--rounds', '2', '--steps', '3'],
  },
  cifar11: {
    steps: ['--rounds', '5', '--steps', '4', '--warmup', '3'],
    ramp: ['--rounds', '2', '--steps', '3'],
  },
  alexnet13: {
    steps: ['--rounds', '3', '--steps', '3', '--warmup', '2'],
    ramp: ['--rounds', '2', '--points', '8'],
  },
  vgg16: {
    steps: ['--rounds', '3', '--steps', '3', '--warmup', '2'],
    // Eight peers of VGG16 at once take more than 24 GiB. XLA is the faster of Python TensorFlow's two.
    peers: ['--peers', FLOAT32_PEERS.filter((peer) => peer !== 'tf-function').join()],
    ramp: ['--rounds', '2', '--points', '8'],
  },
};
const BFLOAT16 = ['--precision', 'bfloat16'];

/** @param {string} script @param {...string} args */
function run(script, ...args) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { status } = spawnSync(process.execPath, [file, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`${script} ${args.join(' ')} failed`);
}

/** The rows of a table that a benchmark wrote. @param {string} file @returns {Record<string, string>[]} */
function readTable(file) {
  return parse(readFileSync(join(values.out, file)), { columns: true });
}

/**
 * How to divide a column of a table's first row, ours, by the smallest of the others that were measured; NaN if none was.
 * @param {string} file @returns {(column: string, ...peers: string[]) => number}
 */
function oursOver(file) {
  const rows = readTable(file);
  /** @param {string} column @param {Record<string, string> | undefined} row */
  const of = (column, row) => Number(row?.[column]);
  return (column, ...peers) => {
    const others = rows.filter(({ peer = '' }) => peers.includes(peer));
    return others.length === 0
      ? NaN
      : of(column, rows[0]) / Math.min(...others.map((row) => of(column, row)));
  };
}

/** The figures of one network, as ratios of ours. @param {string} name */
function ratios(name) {
  const ours = oursOver(`steps-${name}.csv`);
  const inBfloat16 = oursOver(`steps-${name}-bfloat16.csv`);
  const rampMean = (/** @type {string} */ table) =>
    Number(readTable(`ramp-${table}.csv`).find(({ p }) => p === 'mean')?.['of the step at p = 1']);
  return [
    ours('median ms', 'torch', 'torch-channels-last'),
    ours('median ms', 'torch-compile', 'torch-compile-channels-last'),
    ours('median ms', 'tf-function', 'tf-function-xla'),
    ours('median ms', 'jax'),
    ours('median ms', 'eager-tfjs'),
    rampMean(name),
    rampMean(`${name}-bfloat16`),
    ours('resident MiB', ...FLOAT32_PEERS.slice(1)),
    inBfloat16('median ms', ...BFLOAT16_PEERS.slice(2)),
    inBfloat16('median ms', 'dropin'),
    inBfloat16('resident MiB', ...BFLOAT16_PEERS.slice(2)),
  ];
}

function writeSummary() {
  const columns = NETWORKS.map(ratios);
  const labels = [
    'step at p = 1, of the better layout of PyTorch, eager',
    'of the better layout of torch.compile',
    'of the better Python TensorFlow',
    'of JAX',
    'of eager tfjs-node on the same library',
    'mean over the ramp, of our own step at p = 1',
    'mean over the ramp in bfloat16',
    'resident memory, of the smallest of them',
    'bfloat16 step at p = 1, of the best PyTorch under autocast',
    'of our own float32 step',
    'resident memory in bfloat16, of the smallest PyTorch under autocast',
  ];
  const cell = (/** @type {number | undefined} */ ratio) =>
    ratio === undefined || Number.isNaN(ratio) ? '' : ratio.toFixed(2);
  const lines = [
    `${machine()}; \`node scripts/bench/all.js\`. Ratios of ours to the other: smaller is better.`,
    '',
    ...markdownRows(
      ['', ...NETWORKS],
      labels.map((label, row) => [label, ...columns.map((column) => cell(column[row]))]),
    ),
    '',
    ...readTable('feed.csv').map(
      (row) => `A batch of AlexNet fed as ${row['fed as']}: ${row['median ms']} ms.`,
    ),
    '',
  ];
  writeFileSync(join(values.out, 'summary.md'), lines.join('\n'));
  console.log(lines.join('\n'));
}

await makeReady('cpu');
const python = values.python === undefined ? [] : ['--python', values.python];
for (const [name, { steps, peers = [], ramp }] of Object.entries(SETTINGS)) {
  run('steps.js', name, ...peers, ...steps, '--out', values.out, ...python);
  run('steps.js', name, ...BFLOAT16, ...steps, '--out', values.out, ...python);
  run('ramp.js', name, ...ramp, '--out', values.out);
  run('ramp.js', name, ...BFLOAT16, ...ramp, '--out', values.out);
}
run('startup.js', '--out', values.out);
run('feed.js', '--out', values.out);
if (values.images !== undefined) run('loader.js', values.images, '--out', values.out, ...python);
writeSummary();
