// docs/reliability.md, from the figures in docs/reliability/.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { ROOT } from '../setup/paths.js';

export const DOCS = join(ROOT, 'docs/reliability');
const DOCUMENT = join(ROOT, 'docs/reliability.md');
/** What the tests found, and what was fixed. Written by hand. */
const FOUND = join(DOCS, 'found.md');

/** @param {string[]} parts all there are, in their order @param {string[]} groups those of faults */
export async function writeDocument(parts, groups) {
  const figures = Object.fromEntries(
    parts
      .filter((part) => existsSync(fileOf(part)))
      .map((part) => [part, JSON.parse(readFileSync(fileOf(part), 'utf8'))]),
  );
  const sections = [
    INTRODUCTION,
    faultSection(groups.filter((group) => figures[group]).map((group) => figures[group])),
    figures.resume && resumeSection(figures.resume),
    figures.fuzz && fuzzSection(figures.fuzz),
    figures.memory && memorySection(figures.memory),
    figures['long-run'] && longRunSection(figures['long-run']),
    readFileSync(FOUND, 'utf8').trim(),
    madeSection(figures),
  ];
  const text = sections.filter(Boolean).join('\n\n');
  const options = { ...(await prettier.resolveConfig(DOCUMENT)), parser: 'markdown' };
  writeFileSync(DOCUMENT, await prettier.format(text, options));
}

/** @param {string} part */
const fileOf = (part) => join(DOCS, `${part}.json`);

const INTRODUCTION = `# Nothing lost

Made by \`node scripts/reliability/report.js\`, which does everything below to \`dropin\` in real processes, and writes this
document from what it counted; \`… report.js disks --times 20\` tries one part oftener. \`npm test\` tries each fault once.

A run of your own is tried by \`dropin verify-resume SPEC\`: it kills the run at random moments, resumes it, and compares
weights, momentum, order of the data and curve with an undisturbed run, to the last bit.`;

/** @param {string[]} head @param {(string | number)[][]} rows */
function table(head, rows) {
  const line = (/** @type {(string | number)[]} */ cells) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * @typedef {{ name: string, expected: string, tries: number, lost: string[], unavailable?: string }} FaultRow
 * @param {{ rows: FaultRow[] }[]} groups
 */
function faultSection(groups) {
  const rows = groups.flatMap(({ rows }) => rows);
  const tried = rows.filter(({ tries }) => tries > 0);
  const total = tried.reduce((sum, { tries }) => sum + tries, 0);
  const lost = tried.reduce((sum, row) => sum + row.lost.length, 0);
  const cells = rows.map(({ name, expected, tries, lost: failures, unavailable }) => [
    name,
    expected,
    unavailable === undefined ? tries : `0: ${unavailable}`,
    tries - failures.length,
    failures.length === 0 ? 'nothing' : `${failures.length} times: ${failures[0]?.split('\n')[0]}`,
  ]);
  return `## Faults

Survived means: the exit code and the message are as said, without a stack trace, and the same command afterwards brings the
run to the curve, the weights, the momentum and the batches of an undisturbed run, to the last bit. ${rows.length} faults, tried
${total} times, survived ${total - lost} times.

${table(['fault', 'what comes of it', 'tried', 'survived', 'lost'], cells)}`;
}

/**
 * @typedef {object} Certificate what `dropin verify-resume --json` prints
 * @property {{ killedDuring?: string, halfWritten?: boolean }[]} kills
 * @property {number} iterations
 * @property {string} determinism
 * @property {string[]} differ
 * @property {number} curve_rows
 */
/** @param {{ ran: string, certificate: Certificate }} figures */
function resumeSection({ ran, certificate }) {
  const { kills, iterations, determinism, differ, curve_rows: rows } = certificate;
  const count = (/** @type {string} */ during) =>
    kills.filter(({ killedDuring }) => killedDuring === during).length;
  const late = kills.filter(({ killedDuring }) => killedDuring === undefined).length;
  return `## LeNet(10)+DropIn, killed ${kills.length - late} times

\`${ran}\`: ${iterations} iterations; SIGKILL ${count('training')} times while training or testing,
${count('checkpoint')} times at a checkpoint (${kills.filter(({ halfWritten }) => halfWritten).length} left it half-written),
${count('start')} times while starting${late > 0 ? `; ${late} came too late` : ''}. Against the undisturbed run,
${differ.length === 0 ? `weights, momentum, order of the data and the ${rows} rows of the curve are the same` : `${differ.join(', ')} differ`}.
A repeat of the undisturbed run was ${determinism}.`;
}

/** @param {{ tallies: import('../fuzz/run.js').Tally[] }} figures */
function fuzzSection({ tallies }) {
  const cells = tallies.map(({ name, inputs, read, refused, slowestMs, maxRssMb, findings }) => [
    name,
    inputs,
    read,
    refused,
    `${slowestMs.toFixed(0)} ms`,
    `${maxRssMb.toFixed(0)} MiB`,
    findings.length,
  ]);
  return `## Input from elsewhere

Mutated inputs, each reader in a process of its own. A finding is a crash, an error that is not meant for the user, a stack
trace, control characters in a message, more than 5 s, more than 1 GiB, or anything written outside the reader's folder. The
input itself, and the reader's modules, are in the memory.

${table(['reader', 'inputs', 'read', 'refused', 'slowest', 'memory', 'findings'], cells)}`;
}

/** @param {{ cases: import('./memory.js').MemoryCase[] }} figures */
function memorySection({ cases }) {
  const mb = (/** @type {number} */ value) => `${value.toFixed(0)} MB`;
  const cells = cases.map(({ network, batch, foreseenMb, measuredMb }) => [
    network.replace('.yaml', ''),
    batch,
    mb(foreseenMb),
    mb(measuredMb),
    (foreseenMb / measuredMb).toFixed(2),
  ]);
  return `## Memory foreseen

Before the first step, from the shapes in the graph, against the most that two steps and a checkpoint then took, beyond a
network of hardly any memory on the same data. Channels that a DropIn leaves out in the first steps are foreseen, since they
come back.

${table(['network', 'batch', 'foreseen', 'taken', 'foreseen / taken'], cells)}`;
}

/**
 * @typedef {object} LongRunFigures
 * @property {number} iterations
 * @property {number} seconds
 * @property {number | null} exitCode
 * @property {ReturnType<typeof import('./long-run.js').quarters>} quarters
 */
/** @param {LongRunFigures} figures */
function longRunSection({ iterations, seconds, exitCode, quarters }) {
  const cells = quarters.map(({ rssMb, files, threads, samples }, number) => [
    number + 1,
    `${rssMb.toFixed(0)} MiB`,
    files.toFixed(1),
    threads.toFixed(1),
    samples,
  ]);
  return `## A long run

${iterations.toLocaleString('en')} iterations of LeNet, batch 16, in ${seconds.toFixed(0)} s, exit code ${exitCode}: means of what the process held in each
quarter.

${table(['quarter', 'resident memory', 'open files', 'threads', 'samples'], cells)}`;
}

/** @param {Record<string, Record<string, string | number>>} figures */
function madeSection(figures) {
  const cells = Object.values(figures).map(({ command, date, commit, machine, took_s: seconds }) => [
    `\`${command}\``,
    date ?? '',
    commit ?? '',
    `${seconds} s`,
    machine ?? '',
  ]);
  return `## Made by

${table(['command', 'day', 'commit', 'took', 'machine'], cells)}`;
}
