// What a step costs while DropIn layers come in, against the step of the deep network, in turn in one run:
//   node scripts/bench/ramp.js lenet10 [cifar11 …] [--rounds 3] [--steps 3] [--points 16] [--threads 2] [--out docs/bench]
// The mean over the ramp is that over p = 1/2n, 3/2n, … of n points; every point's figure is the median of its steps.
import { parseArgs } from 'node:util';
import { makeReady } from '../setup/ready.js';
import { BATCHES } from './network.js';
import { startPeer } from './peer.js';
import { machine, medianOf, writeRamp } from './table.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '3' },
    points: { type: 'string', default: '16' },
    threads: { type: 'string', default: '2' },
    out: { type: 'string' },
  },
});

/** Median ms at each point, and at p = 1, which is timed after every fourth point. */
async function ramp(name) {
  const points = Array.from({ length: Number(values.points) }, (_, i) => (i + 0.5) / Number(values.points));
  const peer = await startPeer('dropin', {
    name,
    batch: BATCHES[name],
    p: 1,
    threads: Number(values.threads),
  });
  const times = new Map([...points, 1].map((p) => [p, []]));
  const time = async (p, steps) => times.get(p).push(...(await peer.ask({ steps, p })).ms);
  for (const p of times.keys()) await peer.ask({ steps: 2, p });
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [index, p] of points.entries()) {
      await time(p, Number(values.steps));
      if (index % 4 === 3) await time(1, Number(values.steps));
    }
  }
  peer.stop();
  const rows = [...times].map(([p, ms]) => ({ p, ms: medianOf(ms), steps: ms.length }));
  const deep = rows.pop();
  return { name, rows, deep, mean: rows.reduce((sum, { ms }) => sum + ms, 0) / rows.length };
}

await makeReady('cpu');
console.log(machine());
for (const name of positionals) {
  const measured = await ramp(name);
  const { rows, deep, mean } = measured;
  for (const { p, ms } of rows)
    console.log(`${name} p=${p.toFixed(3)}: ${ms.toFixed(1)} ms, ${(ms / deep.ms).toFixed(2)}`);
  console.log(
    `${name} p=1: ${deep.ms.toFixed(1)} ms; mean over the ramp ${mean.toFixed(1)} ms, ${(mean / deep.ms).toFixed(3)} of it`,
  );
  if (values.out) writeRamp(values.out, measured, process.argv.slice(2));
}
