import { askedDevice } from './device.js';
import { SetupError } from './errors.js';
import { buildReady, dependenciesReady, tensorflowReady } from './stamps.js';

/** The commands that compute with TensorFlow; the others do without, and so without its set-up. */
const WITH_TENSORFLOW = new Set(['run', 'sweep', 'eval', 'export', 'bench']);

/**
 * The device that a command line needs TensorFlow on; undefined where it needs none.
 * @param {readonly string[]} args
 */
export function neededDevice(args) {
  const command = args.find((arg, at) => !arg.startsWith('-') && args[at - 1] !== '--device') ?? '';
  const asksForHelp = args.includes('-h') || args.includes('--help');
  return WITH_TENSORFLOW.has(command) && !asksForHelp ? askedDevice(args) : undefined;
}

/**
 * Sets up what this command line needs and is not there yet. When all is there this costs milliseconds.
 * @param {'cpu' | 'gpu' | undefined} device
 */
export async function makeReady(device) {
  if (dependenciesReady() && buildReady() && (device === undefined || tensorflowReady(device))) return;
  const { setUp } = await import('./index.js');
  await setUp(device);
}

/** @param {unknown} error @returns {number} the exit code */
export function tellSetupFailure(error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`dropin: ${error.message}\n`);
  return error.exitCode;
}
