import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machine } from '../machine.js';

const MIB = 2 ** 20;

/**
 * A row a peer: median and 10–90% of its steps in ms, resident MiB, and the first peer's as a ratio of both.
 * @param {string} network @param {number} p @param {readonly {name: string, times: number[], rss: number}[]} peers
 */
export function summarize(network, p, peers) {
  const rows = peers.map(({ name, times, rss }) => ({
    network,
    p,
    peer: name,
    low: quantileOf(times, 0.1),
    median: medianOf(times),
    high: quantileOf(times, 0.9),
    steps: times.length,
    mib: rss / MIB,
  }));
  const [ours] = rows;
  if (ours === undefined) throw new Error('no peer was measured');
  return rows.map((row) => ({
    ...row,
    timeRatio: ours.median / row.median,
    memoryRatio: ours.mib / row.mib,
  }));
}

/** @param {readonly number[]} numbers */
export function medianOf(numbers) {
  return quantileOf(numbers, 0.5);
}

/** The number below which the fraction `q` lies. @param {readonly number[]} numbers @param {number} q @throws for none */
function quantileOf(numbers, q) {
  const found = [...numbers].sort((a, b) => a - b)[Math.floor(q * (numbers.length - 1))];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

/** @typedef {ReturnType<typeof summarize>[number]} Row */

/** @param {Row} row */
export function printed({ network, p, peer, low, median, high, steps, mib, timeRatio, memoryRatio }) {
  return (
    `${network} p=${p} ${peer}: median ${median.toFixed(1)} ms (10–90%: ${low.toFixed(1)}–${high.toFixed(1)}, ` +
    `n=${steps}), ours/its ${timeRatio.toFixed(2)}; ${mib.toFixed(0)} MiB resident, ours/its ${memoryRatio.toFixed(2)}`
  );
}

/**
 * Writes `<folder>/steps-<network>.csv` and `.md`.
 * @param {string} folder @param {string} network @param {readonly Row[]} rows @param {readonly string[]} args
 */
export function writeTable(folder, network, rows, args) {
  const heading = [
    'peer',
    'median ms',
    '10–90% ms',
    'steps',
    'ours/its time',
    'resident MiB',
    'ours/its memory',
  ];
  const cells = rows.map((row) => [
    row.peer,
    row.median.toFixed(1),
    `${row.low.toFixed(1)}–${row.high.toFixed(1)}`,
    row.steps,
    row.timeRatio.toFixed(2),
    row.mib.toFixed(0),
    row.memoryRatio.toFixed(2),
  ]);
  const command = `node scripts/bench/steps.js ${withoutOut(args).join(' ')}`;
  writeCells(folder, `steps-${network}`, { title: `A training step of ${network}`, command, heading, cells });
}

/**
 * Writes a table to `<folder>/<name>.csv` and `.md`, with the machine and the command that made it.
 * @param {string} folder @param {string} name
 * @param {{title: string, command: string, note?: string, heading: readonly string[], cells: readonly (readonly (string | number)[])[]}} table
 */
export function writeCells(folder, name, { title, command, note, heading, cells }) {
  mkdirSync(folder, { recursive: true });
  const markdown = [
    `# ${title}`,
    '',
    `${machine()}; \`${command.trim()}\`.${note === undefined ? '' : ` ${note}`}`,
    '',
    ...markdownRows(heading, cells),
    '',
  ];
  writeFileSync(join(folder, `${name}.md`), markdown.join('\n'));
  const csv = [heading, ...cells].map((parts) => parts.join(','));
  writeFileSync(join(folder, `${name}.csv`), `${csv.join('\n')}\n`);
}

/**
 * The lines of a Markdown table.
 * @param {readonly string[]} heading @param {readonly (readonly (string | number)[])[]} cells
 */
export function markdownRows(heading, cells) {
  return [heading, heading.map(() => '---'), ...cells].map((parts) => `| ${parts.join(' | ')} |`);
}

/**
 * Writes `<folder>/ramp-<network>.csv` and `.md`.
 * @param {string} folder @param {{name: string, rows: {p: number, ms: number}[], deep: {ms: number}, mean: number}} measured
 * @param {readonly string[]} args
 */
export function writeRamp(folder, { name, rows, deep, mean }, args) {
  const points = [
    ...rows.map(({ p, ms }) => ({ p: p.toFixed(3), ms })),
    { p: '1', ms: deep.ms },
    { p: 'mean', ms: mean },
  ];
  writeCells(folder, `ramp-${name}`, {
    title: `The ramp of ${name}`,
    command: `node scripts/bench/ramp.js ${withoutOut(args).join(' ')}`,
    note: 'The mean is that of p < 1.',
    heading: ['p', 'median ms', 'of the step at p = 1'],
    cells: points.map(({ p, ms }) => [p, ms.toFixed(1), (ms / deep.ms).toFixed(2)]),
  });
}

/** The arguments without where results and Python are. @param {readonly string[]} args */
export function withoutOut(args) {
  return args.filter(
    (arg, index) => !/^--(python|out)/.test(arg) && !/^--(python|out)$/.test(args[index - 1] ?? ''),
  );
}
