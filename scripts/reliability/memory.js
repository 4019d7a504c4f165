// Compares the memory estimated before the first step with the memory that a run actually takes.
//   node scripts/reliability/report.js memory
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../setup/paths.js';
import { picture } from './pictures.js';
import { startWith } from './processes.js';
import { folderOf } from './work.js';
import { EXIT } from '../setup/exit-codes.js';

/** Small and large networks, their data (MNIST, or pictures of a number of classes), and their batch sizes. */
/** @type {[network: string, data: 'mnist' | number, batch: number][]} */
const CASES = [
  ['lenet10.yaml', 'mnist', 64],
  ['lenet10.yaml', 'mnist', 1024],
  ['lenet50.yaml', 'mnist', 512],
  ['cifar11.yaml', 10, 100],
  ['alexnet.yaml', 1000, 8],
  ['vgg16.yaml', 1000, 4],
  ['vgg16.yaml', 1000, 16],
];

/** @typedef {{network: string, batch: number, foreseenMb: number, measuredMb: number}} MemoryCase */

/** @returns {Promise<MemoryCase[]>} */
export async function compareMemory() {
  const { loadExperiment } = await import('#build/network/load.js');
  const { compile } = await import('#build/graph/compile.js');
  const { memoryNeed, totalBytes } = await import('#build/train/memory.js');
  const folder = folderOf({});
  /** @type {Record<string, number>} */
  const bases = {};
  const rows = [];
  for (const [network, data, batch] of CASES) {
    const own =
      data === 'mnist'
        ? []
        : [
            `dataset.root=${await pictures(folder, data)}`,
            'dataset.from=files',
            'dataset.test_on=train',
            'dataset.limit=16',
          ];
    const set = ['test.batch=1', `solver.batch=${batch}`, 'transform.mean=none', ...own];
    const file = join(ROOT, 'configs', network);
    const { network: built, spec, descriptor } = loadExperiment(file, { set });
    const need = memoryNeed(compile(built, spec), spec, descriptor.format === 'folders');
    const base = (bases[data] ??= await peakMb(folder, least(folder, data), []));
    const measured = await peakMb(folder, file, set);
    rows.push({
      network,
      batch,
      foreseenMb: totalBytes(need, 'cpu') / 1e6,
      measuredMb: measured - base,
    });
  }
  rmSync(folder, { recursive: true });
  return rows;
}

/** Makes a data set of one picture per class; returns its folder. @param {string} folder @param {number} classes */
async function pictures(folder, classes) {
  const root = join(folder, String(classes));
  if (existsSync(root)) return root;
  const bytes = await picture(1, 0, 64);
  for (let number = 0; number < classes; number++) {
    const name = `class${String(number).padStart(4, '0')}`;
    mkdirSync(join(root, 'train', name), { recursive: true });
    writeFileSync(join(root, 'train', name, 'x.png'), bytes);
  }
  return root;
}

/** Writes the spec of a network that takes almost no memory. @param {string} folder @param {'mnist' | number} data */
function least(folder, data) {
  const dataset =
    data === 'mnist'
      ? '{name: mnist}'
      : `{name: imagefolder, root: '${join(folder, String(data))}', image: [256, 256, 3], test_on: train, limit: 16}`;
  const file = join(folder, `least-${data}.yaml`);
  writeFileSync(
    file,
    `name: least\ndataset: ${dataset}\nnetwork:\n  - pool: {type: max, kernel: 8, stride: 8}\n` +
      `  - fc: {outputs: ${data === 'mnist' ? 10 : data}}\n` +
      'solver: {iterations: 2, batch: 1, base_lr: 0.01}\ntest: {interval: 2, batch: 1}\n',
  );
  return file;
}

/**
 * Peak memory of two steps of a spec, in megabytes.
 * @param {string} folder @param {string} file @param {string[]} set
 */
async function peakMb(folder, file, set) {
  const args = ['--iterations', '2', '--set', 'test.interval=2', ...set.flatMap((one) => ['--set', one])];
  const run = startWith(folder, {}, 'run', file, ...args, '--out', join(folder, 'run'), '--fresh');
  let most = 0;
  /** @type {import('./processes.js').Ended | undefined} */
  let over;
  void run.ended.then((end) => (over = end));
  while (over === undefined) {
    most = Math.max(most, highWater(run.process.pid));
    await sleep(20);
  }
  const { code, stderr } = await run.ended;
  if (code !== EXIT.OK) throw new Error(stderr);
  return most;
}

/**
 * Peak memory of a process in megabytes; 0 if it has just ended, when its status no longer says.
 * @param {number | undefined} pid
 */
function highWater(pid) {
  try {
    const [, kilobytes = '0'] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (1024 * Number(kilobytes)) / 1e6;
  } catch {
    return 0;
  }
}
