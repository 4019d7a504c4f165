// Six short runs of a sweep, two at once with half the threads each, against one after another with all threads, in turn:
//   node scripts/bench/sweep.js [--iterations 100] [--rounds 1]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../machine.js';
import { makeReady } from '../setup/ready.js';
import { ROOT } from '../setup/paths.js';

const { values } = parseArgs({
  options: {
    iterations: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '1' },
  },
});

/** Seconds of a whole sweep of LeNet(10) on MNIST, start-up and the last test included. @param {number} jobs */
function seconds(jobs) {
  const folder = mkdtempSync(join(tmpdir(), 'dropin-sweep-'));
  const runs = ['--lengths', '50,100,none', '--seeds', '2', '--iterations', values.iterations];
  const quiet = ['--set', 'test.interval=100000'];
  const args = ['sweep', join(ROOT, 'configs/lenet10.yaml'), ...runs, ...quiet, '--jobs', String(jobs)];
  try {
    const began = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/dropin'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`dropin ${args.join(' ')}: exit code ${status}\n${stderr}`);
    return (performance.now() - began) / 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await makeReady('cpu');
console.log(`${machine()}; six runs of ${values.iterations} iterations`);
for (let round = 0; round < Number(values.rounds); round++) {
  // In turn, so that neither always has the warmer caches.
  const second = round % 2 === 0 ? undefined : seconds(2);
  const one = seconds(1);
  const two = second ?? seconds(2);
  console.log(
    `one after another ${one.toFixed(1)} s, two at once ${two.toFixed(1)} s, ratio ${(two / one).toFixed(3)}`,
  );
}
