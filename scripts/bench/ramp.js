// What a step costs while DropIn layers come in, against the step of the deep network, in turn in one run:
//   node scripts/bench/ramp.js lenet10 [cifar11 …] [--rounds 3] [--steps 3] [--points 16] [--threads 2] [--precision float32] [--out docs/bench]
// The mean over the ramp is that over p = 1/2n, 3/2n, … of n points; every point's figure is the median of its steps.
import { parseArgs } from 'node:util';
import { machine } from '../machine.js';
import { makeReady } from '../setup/ready.js';
import { batchOf } from './batches.js';
import { precisionOf, startPeer } from './peer.js';
import { medianOf, writeRamp } from './table.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '3' },
    points: { type: 'string', default: '16' },
    threads: { type: 'string', default: '2' },
    precision: { type: 'string', default: 'float32' },
    out: { type: 'string' },
  },
});

const { suffix } = precisionOf(values.precision);

/** Median ms at each point, and at p = 1, which is timed after every fourth point. @param {string} name */
async function ramp(name) {
  const points = Array.from({ length: Number(values.points) }, (_, i) => (i + 0.5) / Number(values.points));
  const steps = Number(values.steps);
  const peer = await startPeer(`dropin${suffix}`, {
    name,
    batch: batchOf(name),
    p: 1,
    threads: Number(values.threads),
  });
  const ramp = points.map((p) => ({ p, times: /** @type {number[]} */ ([]) }));
  /** @type {number[]} */
  const deep = [];
  for (const p of [...points, 1]) await peer.ask({ steps: 2, p });
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [index, { p, times }] of ramp.entries()) {
      times.push(...(await peer.ask({ steps, p })).ms);
      if (index % 4 === 3) deep.push(...(await peer.ask({ steps, p: 1 })).ms);
    }
  }
  peer.stop();
  const rows = ramp.map(({ p, times }) => ({ p, ms: medianOf(times) }));
  const mean = rows.reduce((sum, { ms }) => sum + ms, 0) / rows.length;
  return { name: `${name}${suffix}`, rows, deep: { ms: medianOf(deep) }, mean };
}

await makeReady('cpu');
console.log(machine());
for (const name of positionals) {
  const measured = await ramp(name);
  const { name: table, rows, deep, mean } = measured;
  for (const { p, ms } of rows)
    console.log(`${table} p=${p.toFixed(3)}: ${ms.toFixed(1)} ms, ${(ms / deep.ms).toFixed(2)}`);
  console.log(
    `${table} p=1: ${deep.ms.toFixed(1)} ms; mean over the ramp ${mean.toFixed(1)} ms, ${(mean / deep.ms).toFixed(3)} of it`,
  );
  if (values.out) writeRamp(values.out, measured, process.argv.slice(2));
}
