// Time and memory from a spec to a step, by depth:
//   node scripts/bench/depth.js [--tensorflow] [--out docs/bench] [ADDED]…
//
// The network is one block of ADDED convolutions with DropIn (4 channels, 8×8, batch 10) on MNIST. Each depth has a process of
// its own. Times are milliseconds of CPU time, of all threads, without what other programs take. With --tensorflow
// also what TensorFlow takes: to load the graph, and the first and the fastest of five steps at p = 0 and p = 1.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from '../machine.js';
import { makeCheckoutReady } from '../setup/ready.js';
import { markdownRows, withoutOut, writeCells } from './table.js';

const SPEC = (/** @type {number} */ added) => `name: deep
dataset: {name: mnist}
transform: {scale: 0.00390625}
defaults: {conv: {weight_filler: {type: msra}, activation: relu}}
network:
  - block: {conv: conv1, outputs: 4, kernel: 5, stride: 3, added: ${added}}
  - fc: {outputs: 10}
solver: {iterations: 6, batch: 10, base_lr: 0.001}
dropin: {length: 100}
`;
const BATCH = 10;

/** @param {number} added @param {boolean} tensorflow @returns {Promise<Record<string, number>>} */
async function measure(added, tensorflow) {
  // Imported here, since the parent process has compiled the program by now.
  const { loadExperiment } = await import('#build/network/load.js');
  const { summarize } = await import('#build/network/summary/summary.js');
  const { compile } = await import('#build/graph/compile.js');
  const { graphDigest } = await import('#build/graph/digest.js');
  const { peakBytes } = await import('#build/graph/memory.js');
  const { savedModel } = await import('#build/graph/saved-model.js');
  const folder = mkdtempSync(join(tmpdir(), 'dropin-depth-'));
  const file = join(folder, 'spec.yaml');
  writeFileSync(file, SPEC(added));
  /** @type {Record<string, number>} */
  const row = { added };
  /** @template T @param {string} name @param {() => T} work @returns {Promise<Awaited<T>>} */
  const timed = async (name, work) => {
    const began = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(began);
    row[name] = (user + system) / 1e3;
    return result;
  };
  const { network, spec } = await timed('spec', () => loadExperiment(file));
  rmSync(folder, { recursive: true });
  await timed('summary', () => summarize(network, BATCH));
  const compiled = await timed('compile', () => compile(network, spec));
  await timed('digest', () => graphDigest(compiled));
  await timed('foresight', () => {
    peakBytes(compiled.signatures.train, compiled, BATCH);
    peakBytes(compiled.signatures.evaluate, compiled, BATCH);
  });
  const bytes = await timed('write', () => savedModel(compiled));
  row.nodes = compiled.graph.nodes.length;
  row.MB = process.resourceUsage().maxRSS / 1e3;
  row['model MB'] = bytes.length / 1e6;
  if (tensorflow) await measureSteps(row, timed, compiled);
  return row;
}

/**
 * Adds the times of TensorFlow to a row.
 * @param {Record<string, number>} row
 * @param {<T>(name: string, work: () => T) => Promise<Awaited<T>>} timed
 * @param {import('#build/graph/compiled.js').CompiledNetwork} compiled
 */
async function measureSteps(row, timed, compiled) {
  const { openProgram } = await import('#build/engine/program.js');
  const { scheduledLayers } = await import('#build/network/scheduled.js');
  const program = await timed('load', () => openProgram(compiled));
  await timed('init', () => program.initialize(1));
  const images = Uint8Array.from({ length: BATCH * 28 * 28 }, (_, i) => (i * 37) % 256);
  const batch = { images, labels: Int32Array.from({ length: BATCH }, (_, i) => i) };
  for (const p of [0, 1]) {
    const copied = scheduledLayers(compiled.network).map(({ units }) => (1 - p) * units);
    const step = () => program.trainStep(batch, { learningRate: 0.001, iteration: 0, copied });
    await timed(`first p=${p}`, step);
    let fastest = Infinity;
    for (let i = 0; i < 5; i++) {
      const began = process.cpuUsage();
      step();
      const { user, system } = process.cpuUsage(began);
      fastest = Math.min(fastest, (user + system) / 1e3);
    }
    row[`step p=${p}`] = fastest;
  }
  row.MB = process.resourceUsage().maxRSS / 1e3;
}

/** @param {number} added @param {boolean} tensorflow @returns {Record<string, number>} */
function measureApart(added, tensorflow) {
  const args = [fileURLToPath(import.meta.url), '--one', ...(tensorflow ? ['--tensorflow'] : []), `${added}`];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${added} added layers: ${stderr}`);
  // TensorFlow may print lines of its own before.
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** @param {Record<string, number>} row */
const printed = (row) =>
  Object.entries(row).map(([name, value]) =>
    value < 10 && name !== 'added' ? value.toFixed(1) : value.toFixed(0),
  );

const { values, positionals } = parseArgs({
  options: {
    one: { type: 'boolean', default: false },
    tensorflow: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
  allowPositionals: true,
});
if (values.one) {
  process.stdout.write(`${JSON.stringify(await measure(Number(positionals[0]), values.tensorflow))}\n`);
} else {
  const depths = positionals.length > 0 ? positionals.map(Number) : [50, 100, 200, 400, 1000];
  await makeCheckoutReady();
  console.log(machine());
  const rows = depths.map((added) => {
    const row = measureApart(added, values.tensorflow);
    console.log(JSON.stringify(row));
    return row;
  });
  const heading = Object.keys(rows[0] ?? {});
  const cells = rows.map(printed);
  console.log(markdownRows(heading, cells).join('\n'));
  if (values.out) {
    writeCells(values.out, values.tensorflow ? 'depth-tensorflow' : 'depth', {
      title: `From a spec to a ${values.tensorflow ? 'step' : 'graph'}, by the number of added layers`,
      command: `node scripts/bench/depth.js ${withoutOut(process.argv.slice(2)).join(' ')}`,
      note: 'Milliseconds of CPU time, of all threads.',
      heading,
      cells,
    });
  }
}
