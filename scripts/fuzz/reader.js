// A process that feeds inputs to one reader: node reader.js NAME COUNT SEED FIRST FOLDER
// It reports every input to its parent before reading it, and the outcome afterwards.
import { randomFrom } from './random.js';
import { targets } from './targets/index.js';

/** Characters that a message must not send to a terminal: all control characters except newline and tab. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

/** @typedef {{index: number, ms: number, read: boolean, problem?: string}} Tried */

const [name = '', count, seed, first, folder = ''] = process.argv.slice(2);
const make = targets[name];
if (make === undefined || process.send === undefined) throw new Error('only run.js may start this script');
const target = await make(folder);
const { printable } = await import('#build/common/printable.js');
for (let index = Number(first); index < Number(count); index++) {
  process.send({ began: index });
  process.send(await tryOne(index));
}
process.send({ maxRssMb: process.resourceUsage().maxRSS / 1024 }, () => process.disconnect());

/** @param {number} index @returns {Promise<Tried>} */
async function tryOne(index) {
  const random = randomFrom(Number(seed) * 1_000_003 + index);
  const input = target.mutate(target.samples[random(target.samples.length)], random);
  const began = performance.now();
  const shown = (/** @type {string} */ problem) =>
    `${problem}: ${JSON.stringify(String(input)).slice(0, 3000)}`;
  try {
    await target.read(input);
    return { index, ms: performance.now() - began, read: true };
  } catch (error) {
    const problem = problemWith(error);
    const ms = performance.now() - began;
    return { index, ms, read: false, ...(problem === undefined ? {} : { problem: shown(problem) }) };
  }
}

/** @param {unknown} error */
function problemWith(error) {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  if (!target.foreseen(error)) return `${error.constructor.name}: ${error.message}`;
  const said = printable(error.message);
  if (CONTROL.test(said)) return `control characters in ${JSON.stringify(said)}`;
  if (/\n\s+at .*:\d+:\d+/.test(said)) return `a stack trace in ${said}`;
  return undefined;
}
