// How long `dropin sweep --status` takes over many finished runs, process start and end included: medians.
//   node scripts/bench/sweeps.js [RUNS …] [--rows 1000] [--rounds 5] [--out docs/bench]
// The runs are made up: each is the record of a published run with the seed of its own, and a curve of --rows rows.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../machine.js';
import { makeCheckoutReady } from '../setup/ready.js';
import { ROOT } from '../setup/paths.js';
import { timeCommand } from './command.js';
import { withoutOut, writeCells } from './table.js';

const SPEC = join(ROOT, 'configs', 'lenet10.yaml');
const PUBLISHED = join(ROOT, 'results', 'reference', 'lenet10');
/** Lengths of the sweep; each has as many seeds. */
const LENGTHS = ['500', '2500', '7500'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    out: { type: 'string' },
  },
});

/** Writes finished runs of the sweep into a results folder. @param {string} results @param {number} seeds of each length */
async function makeRuns(results, seeds) {
  // Imported when the program is sure to be compiled.
  const { planSweep } = await import('#build/sweep/plan.js');
  const { serializeSpec } = await import('#build/spec/resolved.js');
  const record = JSON.parse(readFileSync(join(PUBLISHED, 'run.json'), 'utf8'));
  const curve = madeCurve(Number(values.rows));
  const { runs } = planSweep(SPEC, { lengths: LENGTHS.map(Number), seeds }, {}, results);
  for (const { folder, digest, experiment } of runs) {
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(folder.record, JSON.stringify({ ...record, spec_digest: digest }));
    writeFileSync(folder.spec, serializeSpec(experiment.spec));
    writeFileSync(folder.curve, curve);
  }
  return runs.length;
}

/** The rows of the published curve, again and again at later iterations. @param {number} count */
function madeCurve(count) {
  const [header, ...rows] = readFileSync(join(PUBLISHED, 'curve.csv'), 'utf8').trimEnd().split('\n');
  const made = Array.from({ length: count }, (_, index) => {
    const [, ...fields] = (rows[index % rows.length] ?? '').split(',');
    return [10 * index, ...fields].join(',');
  });
  return `${[header, ...made].join('\n')}\n`;
}

await makeCheckoutReady();
console.log(machine());
const counts = positionals.length > 0 ? positionals.map(Number) : [300, 2000];
const cells = [];
for (const count of counts) {
  const results = mkdtempSync(join(tmpdir(), 'dropin-sweeps-'));
  try {
    const seeds = Math.ceil(count / LENGTHS.length);
    const runs = await makeRuns(results, seeds);
    const axes = ['--lengths', LENGTHS.join(','), '--seeds', String(seeds)];
    const args = ['sweep', SPEC, ...axes, '--status', '--results', results];
    const { median, range } = timeCommand(args, Number(values.rounds));
    console.log(`${runs} runs: median ${median} s (${range})`);
    cells.push([runs, values.rows, median, range]);
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}
if (values.out) {
  writeCells(values.out, 'sweeps', {
    title: 'dropin sweep --status over finished runs',
    command: `node scripts/bench/sweeps.js ${withoutOut(process.argv.slice(2)).join(' ')}`,
    note: 'The runs are made up.',
    heading: ['runs', 'rows of each curve', 'median s', 'range'],
    cells,
  });
}
