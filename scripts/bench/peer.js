import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { peerPython } from './python.js';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'peers');

/**
 * The peers that are Python programs: file and how it runs its steps. Those that end in -bfloat16 compute in bfloat16 where
 * their library chooses to (autocast).
 * @type {Map<string, readonly [string, {compile?: boolean, channelsLast?: boolean, bfloat16?: boolean}]>}
 */
const IN_PYTHON = new Map([
  ['torch', ['torch_peer.py', {}]],
  ['torch-channels-last', ['torch_peer.py', { channelsLast: true }]],
  ['torch-compile', ['torch_peer.py', { compile: true }]],
  ['torch-compile-channels-last', ['torch_peer.py', { compile: true, channelsLast: true }]],
  ['torch-bfloat16', ['torch_peer.py', { bfloat16: true }]],
  ['torch-channels-last-bfloat16', ['torch_peer.py', { channelsLast: true, bfloat16: true }]],
  ['torch-compile-bfloat16', ['torch_peer.py', { compile: true, bfloat16: true }]],
  [
    'torch-compile-channels-last-bfloat16',
    ['torch_peer.py', { compile: true, channelsLast: true, bfloat16: true }],
  ],
  ['tf-function', ['tf_peer.py', {}]],
  ['tf-function-xla', ['tf_peer.py', { compile: true }]],
  ['jax', ['jax_peer.py', {}]],
]);

/** Our program as a peer, and what each changes in the spec. @type {Map<string, readonly string[]>} */
const OURS = new Map([
  ['dropin', []],
  ['dropin-bfloat16', ['solver.precision=bfloat16']],
]);

/** How a peer in Python runs its steps. @param {string} name @throws for another name */
export function variantOf(name) {
  const found = IN_PYTHON.get(name);
  if (found === undefined) throw new Error(`no peer is called ${name}: ${[...IN_PYTHON.keys()].join(', ')}`);
  return found[1];
}

/** Every peer that computes in float32, ours first. */
export const FLOAT32_PEERS = [
  'dropin',
  ...[...IN_PYTHON].flatMap(([name, [, { bfloat16 }]]) => (bfloat16 ? [] : [name])),
];

/** Every peer that computes in bfloat16, ours first, and ours in float32. */
export const BFLOAT16_PEERS = [
  ...['dropin-bfloat16', 'dropin'],
  ...[...IN_PYTHON].flatMap(([name, [, { bfloat16 }]]) => (bfloat16 ? [name] : [])),
];

/** The peers of each precision, and what is added to the names of ours and of its tables. */
const PRECISIONS = new Map([
  ['float32', { peers: FLOAT32_PEERS, suffix: '' }],
  ['bfloat16', { peers: BFLOAT16_PEERS, suffix: '-bfloat16' }],
]);

/** What `--precision` names. @param {string} name @throws for another name */
export function precisionOf(name) {
  const found = PRECISIONS.get(name);
  if (found === undefined) throw new Error(`--precision: float32 or bfloat16, not ${name}`);
  return found;
}

/** @typedef {{name: string, batch: number, p: number, threads: number, weights?: string, set?: readonly string[]}} Task */
/** @typedef {{steps: number, p?: number} | {check: number}} Request see peers/protocol.js */
/** @typedef {{ms: number[], rss: number, losses: number[]}} Answer what was asked for of it */

/**
 * One peer in a process of its own, which runs steps when told to.
 * @param {string} name @param {Task} task @param {string} [python]
 */
export async function startPeer(name, task, python) {
  const { command, args } = await commandOf(name, task, python);
  const threads = String(task.threads);
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: threads, OMP_NUM_THREADS: threads };
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended early`);
    return JSON.parse(value);
  };
  await next();
  return {
    name,
    /** @param {Request} request @returns {Promise<Answer>} */
    ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return next();
    },
    stop: () => child.stdin.end(),
  };
}

/** @param {string} name @param {Task} task @param {string} [python] */
async function commandOf(name, task, python) {
  const set = OURS.get(name);
  if (set !== undefined)
    return { command: process.execPath, args: [join(FOLDER, 'dropin.js'), JSON.stringify({ ...task, set })] };
  const inPython = IN_PYTHON.get(name);
  if (inPython === undefined)
    return { command: process.execPath, args: [join(FOLDER, `${name}.js`), JSON.stringify(task)] };
  // Imported when the program is sure to be compiled.
  const { benchNetwork, plainData } = await import('./network.js');
  const [file, variant] = inPython;
  const described = { ...task, variant, ...plainData(benchNetwork(task.name, task.batch)) };
  return { command: peerPython(python), args: [join(FOLDER, file), JSON.stringify(described)] };
}
