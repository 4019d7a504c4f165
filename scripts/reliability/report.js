// Subjects `dropin` to everything that could lose data, counts what was lost, and writes docs/reliability.md.
//   node scripts/reliability/report.js [part …] [--times N]
// Each part stores its figures in docs/reliability/PART.json; the document is made from all files there.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzAll } from '../fuzz/run.js';
import { randomFrom } from '../fuzz/random.js';
import { machine } from '../machine.js';
import { ROOT } from '../setup/paths.js';
import { makeReady } from '../setup/ready.js';
import { closeBench, faultGroups, openBench } from './faults/index.js';
import { longRun, quarters } from './long-run.js';
import { compareMemory } from './memory.js';
import { dropin } from './processes.js';
import { DOCS, writeDocument } from './document.js';
import { EXIT } from '../setup/exit-codes.js';

const { values, positionals } = parseArgs({
  options: { times: { type: 'string', default: '5' } },
  allowPositionals: true,
});
const TIMES = Number(values.times);
const FUZZED = 10_000;
const KILLED = ['verify-resume', 'configs/lenet10.yaml', '--iterations', '120', '--kills', '50', '--json'];

/** Measures the figures of a part; `failed` if anything was lost. @type {Record<string, () => Promise<{ failed: boolean }>>} */
const parts = {
  ...Object.fromEntries(Object.entries(faultGroups).map(([name, group]) => [name, () => tryFaults(group)])),
  async resume() {
    const { code, stdout, stderr } = await dropin(ROOT, ...KILLED);
    if (stdout === '') throw new Error(stderr);
    const certificate = JSON.parse(stdout);
    // It names temporary folders of this machine; the command is kept in `ran`.
    delete certificate.provenance.command;
    return { failed: code !== EXIT.OK, ran: `dropin ${KILLED.join(' ')}`, certificate };
  },
  async fuzz() {
    const tallies = await fuzzAll(FUZZED, 1, ({ name, findings }) =>
      say(`${name}: ${findings.length} findings`),
    );
    return { failed: tallies.some(({ findings }) => findings.length > 0), tallies };
  },
  async memory() {
    return { failed: false, cases: await compareMemory() };
  },
  async 'long-run'() {
    const run = await longRun(20_000);
    const { iterations, seconds, exitCode } = run;
    return { failed: exitCode !== EXIT.OK, iterations, seconds, exitCode, quarters: quarters(run) };
  },
};

/** @param {import('./faults/index.js').Fault[]} faults */
async function tryFaults(faults) {
  const bench = await openBench();
  const rows = [];
  for (const { name, expected, attempt, unavailable, slow, times } of faults) {
    const tries = unavailable === undefined ? (times ?? (slow ? 1 : TIMES)) : 0;
    const lost = [];
    for (let number = 0; number < tries; number++) {
      try {
        await attempt(bench, randomFrom(number));
      } catch (error) {
        lost.push(error instanceof Error ? error.message : String(error));
      }
    }
    rows.push({ name, expected, tries, lost, ...(unavailable === undefined ? {} : { unavailable }) });
    say(`${name}: tried ${tries} times, survived ${tries - lost.length}`);
    for (const message of lost) say(message.slice(0, 2000));
  }
  closeBench(bench);
  return { failed: rows.some(({ lost }) => lost.length > 0), rows };
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/** How the figures of a part were made. @param {string} part */
function circumstances(part) {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-C', ROOT, ...args], { encoding: 'utf8' }).trim();
  const dirty = git('status', '--porcelain', '--untracked-files=no', '--', 'src', 'scripts', 'bin') !== '';
  return {
    command: `node scripts/reliability/report.js ${part}${TIMES === 5 ? '' : ` --times ${TIMES}`}`,
    date: new Date().toISOString().slice(0, 10),
    commit: git('rev-parse', '--short', 'HEAD') + (dirty ? ' with changes' : ''),
    machine: machine(),
  };
}

await makeReady('cpu');
process.env.DROPIN_DEVICE = 'cpu';
// Everything that is started shares one temporary folder, which is removed afterwards.
process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'dropin-reliability-'));
mkdirSync(DOCS, { recursive: true });
try {
  for (const part of positionals.length > 0 ? positionals : Object.keys(parts)) {
    const measure = parts[part];
    if (measure === undefined) throw new Error(`${part}: expected ${Object.keys(parts).join(', ')}`);
    const made = circumstances(part);
    const began = performance.now();
    const figures = await measure();
    const seconds = Math.round((performance.now() - began) / 1000);
    writeFileSync(
      join(DOCS, `${part}.json`),
      `${JSON.stringify({ ...made, took_s: seconds, ...figures }, null, 2)}\n`,
    );
    if (figures.failed) process.exitCode = EXIT.FAILED;
  }
  await writeDocument(Object.keys(parts), Object.keys(faultGroups));
} finally {
  rmSync(process.env.TMPDIR, { recursive: true, force: true });
}
