// How long the commands that need no TensorFlow take, process start and end included: medians.
//   node scripts/bench/startup.js [--rounds 10] [--out docs/bench]
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../machine.js';
import { makeCheckoutReady } from '../setup/ready.js';
import { ROOT } from '../setup/paths.js';
import { medianOf, withoutOut, writeCells } from './table.js';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, out: { type: 'string' } },
});
const rounds = Number(values.rounds);
const specs = readdirSync(join(ROOT, 'configs'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => join('configs', file));
const commands = [['--help'], ...specs.map((spec) => ['validate', spec])];

/** @param {readonly string[]} args */
function seconds(args) {
  const began = performance.now();
  const { status, stderr } = spawnSync(join(ROOT, 'bin', 'dropin'), args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`dropin ${args.join(' ')} failed: ${stderr}`);
  return (performance.now() - began) / 1000;
}

await makeCheckoutReady();
console.log(machine());
const cells = commands.map((args) => {
  seconds(args); // the first reads the files from the disk
  const times = Array.from({ length: rounds }, () => seconds(args));
  const median = medianOf(times).toFixed(3);
  const range = `${Math.min(...times).toFixed(3)}–${Math.max(...times).toFixed(3)}`;
  console.log(`dropin ${args.join(' ')}: median ${median} s (${range})`);
  return [`dropin ${args.join(' ')}`, median, range];
});
if (values.out) {
  writeCells(values.out, 'startup', {
    title: 'Start-up: whole commands that need no TensorFlow',
    command: `node scripts/bench/startup.js ${withoutOut(process.argv.slice(2)).join(' ')}`,
    heading: ['command', 'median s', 'range'],
    cells,
  });
}
