// How long the commands that need no TensorFlow take, process start and end included: medians.
//   node scripts/bench/startup.js [--rounds 10] [--out docs/bench]
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../machine.js';
import { makeCheckoutReady } from '../setup/ready.js';
import { ROOT } from '../setup/paths.js';
import { timeCommand } from './command.js';
import { withoutOut, writeCells } from './table.js';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, out: { type: 'string' } },
});
const rounds = Number(values.rounds);
const specs = readdirSync(join(ROOT, 'configs'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => join('configs', file));
const commands = [['--help'], ...specs.map((spec) => ['validate', spec])];

await makeCheckoutReady();
console.log(machine());
const cells = commands.map((args) => {
  const { median, range } = timeCommand(args, rounds);
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
