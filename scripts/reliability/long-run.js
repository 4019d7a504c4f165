// Trains a small network for a long time and records the resources of its process: memory, open files, threads.
//   node scripts/reliability/long-run.js [iterations, 20,000 by default]
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../setup/paths.js';
import { EXIT } from '../setup/exit-codes.js';

const EVERY_MS = 500;
/** LeNet with a small batch: steps of a few milliseconds, with the default checkpoints and tests. */
const SPEC = ['configs/lenet.yaml', '--set', 'solver.batch=16'];

/**
 * @typedef {{iteration: number, rssMb: number, files: number, threads: number}} Sample
 * @typedef {{iterations: number, seconds: number, samples: Sample[], exitCode: number | null}} LongRun
 */

/** @param {number} iterations @returns {Promise<LongRun>} */
export async function longRun(iterations) {
  const folder = mkdtempSync(join(tmpdir(), 'dropin-long-'));
  const began = performance.now();
  try {
    const run = join(folder, 'run');
    const args = ['run', ...SPEC, '--iterations', String(iterations), '--out', run, '--quiet'];
    const child = spawn(process.execPath, [join(ROOT, 'bin/dropin'), ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    /** @type {{ exitCode: number | null | undefined }} */
    const state = { exitCode: undefined };
    child.on('close', (code) => (state.exitCode = code));
    /** @type {Sample[]} */
    const samples = [];
    while (state.exitCode === undefined) {
      const sample = sampleOf(child.pid, run);
      if (sample !== undefined) samples.push(sample);
      await sleep(EVERY_MS);
    }
    const seconds = (performance.now() - began) / 1000;
    return { iterations, seconds, samples, exitCode: state.exitCode };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The resources of a process, at the iteration that its curve has reached; undefined before the first one and after its end.
 * @param {number | undefined} pid @param {string} run
 */
function sampleOf(pid, run) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const number = (/** @type {string} */ field) =>
      Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    const rows = readFileSync(join(run, 'curve.csv'), 'utf8').trimEnd().split('\n');
    const iteration = parseInt(rows.at(-1) ?? '', 10);
    if (Number.isNaN(iteration)) return undefined;
    const files = readdirSync(`/proc/${pid}/fd`).length;
    return { iteration, rssMb: number('VmRSS') / 1024, files, threads: number('Threads') };
  } catch {
    return undefined;
  }
}

/**
 * The means of four quarters of a run. In the first one the process is still allocating what it needs.
 * @param {LongRun} run
 */
export function quarters({ iterations, samples }) {
  return [0, 1, 2, 3].map((quarter) => {
    const inside = samples.filter(
      ({ iteration }) => Math.min(3, Math.floor((4 * iteration) / iterations)) === quarter,
    );
    const mean = (/** @type {'rssMb' | 'files' | 'threads'} */ key) =>
      inside.reduce((sum, sample) => sum + sample[key], 0) / inside.length;
    return { rssMb: mean('rssMb'), files: mean('files'), threads: mean('threads'), samples: inside.length };
  });
}

/** @param {LongRun} run @returns {string} one line */
export function longRunLine(run) {
  const parts = quarters(run);
  const list = (/** @type {'rssMb' | 'files' | 'threads'} */ key, /** @type {number} */ digits) =>
    parts.map((part) => part[key].toFixed(digits)).join(', ');
  return (
    `${run.iterations} iterations in ${run.seconds.toFixed(0)} s, exit code ${run.exitCode}, ${run.samples.length} samples; ` +
    `means of the four quarters: resident memory ${list('rssMb', 1)} MiB, open files ${list('files', 1)}, ` +
    `threads ${list('threads', 1)}`
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const run = await longRun(Number(process.argv[2] ?? 20_000));
  console.log(longRunLine(run));
  process.exitCode = run.exitCode ?? EXIT.FAILED;
}
