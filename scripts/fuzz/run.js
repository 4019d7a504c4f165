// Feeds mutated inputs to the program's readers, each in a separate process. Every input must give a result or a clear error,
// within five seconds and a gigabyte, and nothing may be written outside the reader's folder.
//   node scripts/fuzz/run.js [inputs per reader, 10,000 by default] [seed] [reader …]
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { targets } from './targets/index.js';
import { EXIT } from '../setup/exit-codes.js';

/** Most time for an input, and most memory for a reader. */
const SLOWEST_MS = 5000;
const MOST_MB = 1024;
const READER = fileURLToPath(new URL('reader.js', import.meta.url));

/**
 * @typedef {object} Tally
 * @property {string} name @property {number} inputs @property {number} read @property {number} refused
 * @property {number} slowestMs @property {number} maxRssMb @property {string[]} findings
 */

/** @param {string} name @param {number} count @param {number} seed @returns {Promise<Tally>} */
async function fuzz(name, count, seed) {
  const outer = mkdtempSync(join(tmpdir(), 'dropin-fuzz-'));
  const folder = join(outer, 'inside');
  mkdirSync(folder);
  /** @type {Tally} */
  const tally = { name, inputs: count, read: 0, refused: 0, slowestMs: 0, maxRssMb: 0, findings: [] };
  for (let first = 0; first < count;) first = await readFrom(first, { name, count, seed, folder, tally });
  for (const file of readdirSync(outer))
    if (file !== 'inside') tally.findings.push(`wrote ${file} outside its folder`);
  if (tally.read + tally.refused + tally.findings.length < count) tally.findings.push('inputs are missing');
  if (tally.maxRssMb > MOST_MB) tally.findings.push(`took ${tally.maxRssMb.toFixed(0)} MiB`);
  rmSync(outer, { recursive: true, force: true });
  return tally;
}

/**
 * Reads inputs until all are read, or until one ends or blocks the process; returns the number of the next one.
 * @param {number} first
 * @param {{ name: string, count: number, seed: number, folder: string, tally: Tally }} reading
 * @returns {Promise<number>}
 */
function readFrom(first, { name, count, seed, folder, tally }) {
  const child = fork(READER, [name, String(count), String(seed), String(first), folder], { cwd: folder });
  let current = first;
  let hung = false;
  const stop = () => {
    hung = true;
    child.kill('SIGKILL');
  };
  // The reader's modules are loaded before the first input.
  let timer = setTimeout(stop, 12 * SLOWEST_MS);
  child.on('message', (sent) => {
    const message = /** @type {{ began: number } | { maxRssMb: number } | import('./reader.js').Tried} */ (
      sent
    );
    clearTimeout(timer);
    timer = setTimeout(stop, SLOWEST_MS);
    if ('began' in message) current = message.began;
    else if ('maxRssMb' in message) tally.maxRssMb = Math.max(tally.maxRssMb, message.maxRssMb);
    else addTo(tally, message);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (code === EXIT.OK) return resolve(count);
      const what = hung ? `took more than ${SLOWEST_MS} ms` : `ended the process with ${signal ?? code}`;
      tally.findings.push(`input ${current} of seed ${seed} ${what}`);
      resolve(current + 1);
    });
  });
}

/** @param {Tally} tally @param {import('./reader.js').Tried} tried */
function addTo(tally, { index, ms, read, problem }) {
  if (read) tally.read++;
  else tally.refused++;
  tally.slowestMs = Math.max(tally.slowestMs, ms);
  if (problem !== undefined) tally.findings.push(`input ${index}: ${problem}`);
  else if (ms > SLOWEST_MS) tally.findings.push(`input ${index} took ${ms.toFixed(0)} ms`);
}

/**
 * @param {number} count inputs per reader @param {number} seed @param {(tally: Tally) => void} tell
 * @param {string[]} names @returns {Promise<Tally[]>}
 */
export async function fuzzAll(count, seed, tell = () => undefined, names = Object.keys(targets)) {
  const tallies = [];
  for (const name of names) {
    const tally = await fuzz(name, count, seed);
    tallies.push(tally);
    tell(tally);
  }
  return tallies;
}

/** @param {Tally} tally @returns {string} one line */
function tallyLine({ name, inputs, read, refused, slowestMs, maxRssMb, findings }) {
  return (
    `${name}: ${inputs} inputs, ${read} read, ${refused} refused, slowest ${slowestMs.toFixed(0)} ms, ` +
    `${maxRssMb.toFixed(0)} MiB, ${findings.length} findings`
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [count = '10000', seed = '1', ...names] = process.argv.slice(2);
  const tell = (/** @type {Tally} */ tally) => {
    console.log(tallyLine(tally));
    for (const finding of tally.findings.slice(0, 10)) console.log(`  ${finding}`);
  };
  const tallies = await fuzzAll(Number(count), Number(seed), tell, names.length > 0 ? names : undefined);
  process.exitCode = tallies.some(({ findings }) => findings.length > 0) ? EXIT.FAILED : EXIT.OK;
}
