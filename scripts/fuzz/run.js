// Feeds mutated inputs to the program's readers: a clear error or a result each time, within five seconds.
//   node scripts/fuzz/run.js [inputs a reader, 10,000 by default] [seed]
import { pathToFileURL } from 'node:url';
import { randomFrom } from './random.js';
import { targets } from './targets.js';

/** No input may take longer. */
const SLOWEST_MS = 5000;
/** Characters that a message must not carry to a terminal: all control characters but newline and tab. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

/** @typedef {{name: string, inputs: number, read: number, refused: number, slowestMs: number, findings: string[]}} Tally */

/** @param {import('./targets.js').Target} target @param {number} count @param {number} seed @returns {Tally} */
function fuzz(target, count, seed) {
  const random = randomFrom(seed);
  const tally = { name: target.name, inputs: count, read: 0, refused: 0, slowestMs: 0, findings: [] };
  for (let index = 0; index < count; index++) {
    const input = target.mutate(target.samples[random(target.samples.length)], random);
    const began = performance.now();
    const found = tryOne(target, input, tally);
    const took = performance.now() - began;
    tally.slowestMs = Math.max(tally.slowestMs, took);
    const problem = found ?? (took > SLOWEST_MS ? `took ${took.toFixed(0)} ms` : undefined);
    if (problem !== undefined)
      tally.findings.push(`${problem}: ${JSON.stringify(String(input)).slice(0, 3000)}`);
  }
  return tally;
}

function tryOne(target, input, tally) {
  try {
    target.read(input);
    tally.read++;
    return undefined;
  } catch (error) {
    tally.refused++;
    if (!target.foreseen(error)) return `${error.name}: ${error.message}`;
    if (error.name === 'DropinError' && CONTROL.test(error.message))
      return `control characters in ${JSON.stringify(error.message)}`;
    if (/\n\s+at .*:\d+:\d+/.test(error.message)) return `a stack trace in ${error.message}`;
    return undefined;
  }
}

/** @param {number} count inputs a reader @param {number} seed @returns {Promise<Tally[]>} */
export async function fuzzAll(count, seed) {
  return (await targets()).map((target) => fuzz(target, count, seed));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const tallies = await fuzzAll(Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 1));
  for (const { name, inputs, read, refused, slowestMs, findings } of tallies) {
    console.log(
      `${name}: ${inputs} inputs, ${read} read, ${refused} refused, slowest ${slowestMs.toFixed(0)} ms, ${findings.length} findings`,
    );
    for (const finding of findings.slice(0, 10)) console.log(`  ${finding}`);
  }
  process.exitCode = tallies.some(({ findings }) => findings.length > 0) ? 1 : 0;
}
